import { type ClaimState, pendingOffer } from '@foja/domain/claim/index.ts';
import { daysLeft, type Law, limaDateOf, type Regime } from '@foja/domain/deadline/index.ts';
import { days, weekdayDate } from '../../layout/formats.ts';

/** Where a claim stands, in the words of a person who tells another. */
export interface StateWords {
  readonly etiqueta: string;
  readonly clase: '' | 'tag-ok' | 'tag-warn' | 'tag-error';
  readonly titulo: string;
  readonly explicacion: string;
}

export interface Standing {
  readonly state: ClaimState;
  readonly law: Law;
  readonly regime: Regime;
  /** Instant. */
  readonly now: string;
}

export function stateWords(standing: Standing): StateWords {
  const { state } = standing;
  const what = state.type === 'queja' ? 'queja' : 'reclamo';
  if (state.settledOn !== undefined) {
    return {
      etiqueta: 'Terminó en acuerdo',
      clase: 'tag-ok',
      titulo: 'Usted y la empresa llegaron a un acuerdo',
      explicacion: `Aceptó lo que le ofrecieron. Su ${what} terminó y la empresa está obligada a cumplir.`,
    };
  }
  if (state.response !== undefined) {
    return {
      etiqueta: 'Respondido',
      clase: 'tag-ok',
      titulo: `La empresa respondió su ${what}`,
      explicacion: 'Lea la respuesta. Si no está conforme, más abajo le decimos a dónde puede acudir.',
    };
  }
  const offer = pendingOffer(state);
  if (offer !== undefined && !hasLapsed(standing)) {
    return {
      etiqueta: 'Espera su decisión',
      clase: 'tag-warn',
      titulo: 'La empresa le hizo un ofrecimiento',
      explicacion: 'Léalo con calma: puede aceptarlo o no aceptarlo.',
    };
  }
  if (isOverdue(standing)) {
    return {
      etiqueta: 'Plazo vencido',
      clase: 'tag-error',
      titulo: `La empresa no respondió su ${what} a tiempo`,
      explicacion: `Debía responder a más tardar el ${weekdayDate(state.dueOn)}. Sigue obligada a responderle, y usted puede acudir a otra vía.`,
    };
  }
  return {
    etiqueta: state.viewed ? 'En atención' : 'Presentado',
    clase: '',
    titulo: `Su ${what} está ${state.viewed ? 'en atención' : state.type === 'queja' ? 'presentada' : 'presentado'}`,
    explicacion: state.viewed
      ? 'La empresa ya abrió su hoja y debe responderle dentro del plazo.'
      : 'La empresa recibió su hoja al instante y debe responderle dentro del plazo.',
  };
}

/** `Quedan 3 días hábiles: hasta el martes 27 de octubre.`; undefined once the clock has stopped for good. */
export function timeLeft(standing: Standing): string | undefined {
  const { state, law, regime, now } = standing;
  if (state.settledOn !== undefined || state.response !== undefined || isOverdue(standing)) return undefined;
  const { unit } = regime.term;
  const left = daysLeft(law, unit, limaDateOf(now), state.dueOn);
  const until = `la empresa debe responder a más tardar el ${weekdayDate(state.dueOn)}`;
  if (left === 0) return `El plazo termina hoy: ${until}.`;
  return `${left === 1 ? 'Queda' : 'Quedan'} ${days(left, unit)}: ${until}.`;
}

export function isOverdue({ state, now }: Standing): boolean {
  return state.settledOn === undefined && state.response === undefined && limaDateOf(now) > state.dueOn;
}

/** A pending offer whose last day has passed, whether the ledger has said so yet or not. */
export function hasLapsed({ state, now }: Pick<Standing, 'state' | 'now'>): boolean {
  const lapsesOn = pendingOffer(state)?.lapsesOn;
  return lapsesOn !== undefined && limaDateOf(now) > lapsesOn;
}
