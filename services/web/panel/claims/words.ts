import type { DeadlineItem } from '@foja/projections';
import { days, shortDate } from '../../layout/formats.ts';

/** How a claim's state and clock are told to people. */

export const STATES: Readonly<Record<string, string>> = {
  filed: 'Sin ver',
  viewed: 'Visto',
  offered: 'Con ofrecimiento',
  answered: 'Respondido',
  settled: 'Con acuerdo',
};

export const TYPES: Readonly<Record<string, string>> = { reclamo: 'Reclamo', queja: 'Queja' };

export const CHANNELS: Readonly<Record<string, string>> = {
  web: 'por la página',
  api: 'por un sistema',
  backup: 'del libro de respaldo (papel)',
};

export interface ClockWords {
  /** `Vencido hace 2 días hábiles`. */
  readonly texto: string;
  readonly tono: 'error' | 'warn' | 'ok' | 'info';
}

type Clock = Pick<DeadlineItem, 'state' | 'daysLeft' | 'unit' | 'offerLapsesOn'>;

export function clockWords({ state, daysLeft, unit, offerLapsesOn }: Clock): ClockWords {
  switch (state) {
    case 'overdue':
      return {
        texto: daysLeft === null ? 'Vencido' : `Vencido hace ${days(Math.abs(daysLeft), unit)}`,
        tono: 'error',
      };
    case 'suspended':
      return {
        texto: offerLapsesOn === null ? 'Plazo en pausa' : `En pausa hasta el ${shortDate(offerLapsesOn)}`,
        tono: 'info',
      };
    case 'answered-late':
      return { texto: 'Cerrado fuera de plazo', tono: 'error' };
    case 'answered-on-time':
      return { texto: 'Cerrado a tiempo', tono: 'ok' };
    default:
      return { texto: leftWords(daysLeft, unit), tono: state === 'due-soon' ? 'warn' : 'ok' };
  }
}

function leftWords(daysLeft: number | null, unit: 'business' | 'calendar'): string {
  if (daysLeft === null) return 'En plazo';
  if (daysLeft === 0) return 'Vence hoy';
  return daysLeft === 1 ? `Queda ${days(1, unit)}` : `Quedan ${days(daysLeft, unit)}`;
}

export const MEDIA: Readonly<Record<string, string>> = {
  email: 'por correo electrónico',
  letter: 'por carta',
  platform: 'por la página de seguimiento',
  sheet: 'en la hoja de papel',
  other: 'por otro medio',
};

export const OUTCOMES: Readonly<Record<string, string>> = {
  accepted: 'Se acepta lo pedido',
  'partly-accepted': 'Se acepta en parte',
  refused: 'No se acepta',
};

/** What looked odd on filing; none of it hindered the claim. */
export const WARNINGS: Readonly<Record<string, string>> = {
  'response-medium/no-email': 'Pidió respuesta por correo y no dejó correo electrónico.',
  'response-medium/no-address': 'Pidió respuesta por carta y no dejó domicilio.',
  'sheet/incomplete': 'No escribió un pedido.',
};

export function warningWords(code: string): string {
  return WARNINGS[code] ?? 'El número de documento no tiene la forma usual; conviene confirmarlo.';
}
