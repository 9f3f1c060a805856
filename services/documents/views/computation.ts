import type { Claim } from '@foja/commands/commands.ts';
import { claimComputation } from '@foja/domain/claim/index.ts';
import { type Computation, type Law, limaDateOf, weekdayOf } from '@foja/domain/deadline/index.ts';
import { dayMonthYear, longDate } from '../format.ts';
import { type ProviderView, providerView } from './provider.ts';
import { TYPE_WORDS } from './words.ts';

/** The hoja de cómputo: every day from filing to the due day, counted or skipped, and why. Holds no personal data. */
export interface ComputationView {
  readonly title: string;
  readonly number: string;
  readonly type: string;
  readonly filedOn: string;
  readonly provider: ProviderView | undefined;
  readonly dueOn: string;
  readonly dueOnLong: string;
  readonly term: string;
  readonly norm: string;
  readonly regimeId: string;
  readonly lawVersion: string;
  readonly confidence: string;
  readonly note: string;
  readonly days: readonly DayRow[];
}

export interface DayRow {
  readonly date: string;
  readonly weekday: string;
  readonly counted: boolean;
  readonly n: string;
  readonly reason: string;
  readonly last: boolean;
}

export interface ComputationOf {
  readonly number: string;
  readonly type: 'reclamo' | 'queja';
  readonly filedOn: string;
  readonly provider?: ProviderView;
}

/** @param law of the claim's `lawVersion`. */
export function claimComputationView({ state }: Claim, law: Law): ComputationView {
  return computationView(claimComputation(law, state), {
    number: state.number?.sheetNumber ?? '',
    type: state.type,
    filedOn: limaDateOf(state.filed.filedAt),
    provider: providerView(state.filed),
  });
}

/** Also for a deadline that is only asked about, without a claim. */
export function computationView(computation: Computation, about: ComputationOf): ComputationView {
  const { dueOn, term, days } = computation;
  return {
    title: `Cómputo del plazo de respuesta${about.number === '' ? '' : `, Hoja N.º ${about.number}`}`,
    number: about.number,
    type: TYPE_WORDS[about.type],
    filedOn: longDate(about.filedOn),
    provider: about.provider,
    dueOn: dayMonthYear(dueOn),
    dueOnLong: `${WEEKDAYS[weekdayOf(dueOn)] ?? ''} ${longDate(dueOn)}`,
    term: `${term.n} días ${term.unit === 'business' ? 'hábiles' : 'calendario'}`,
    norm: computation.norm,
    regimeId: computation.regimeId,
    lawVersion: computation.lawVersion,
    confidence: CONFIDENCE[computation.confidence],
    note: computation.note ?? '',
    days: days.map((day) => ({
      date: dayMonthYear(day.date),
      weekday: WEEKDAYS[weekdayOf(day.date)] ?? '',
      counted: day.counted,
      n: day.n === undefined ? '' : String(day.n),
      reason: day.reason,
      last: day.date === dueOn,
    })),
  };
}

const WEEKDAYS = ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado'];

const CONFIDENCE: Readonly<Record<Computation['confidence'], string>> = {
  confirmed: 'confirmada en fuente oficial publicada',
  secondary: 'tomada de fuente secundaria que cita el artículo',
  uncertain: 'sin confirmar: debe verificarse',
};
