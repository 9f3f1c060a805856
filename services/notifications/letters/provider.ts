import type { Claim } from '@foja/commands/commands.ts';
import { dayAndHour, dayMonthYear, longDate } from '@foja/documents/format.ts';
import { daysLeft, type Law } from '@foja/domain/deadline/index.ts';
import { firm, sheetNumber } from './consumer.ts';
import type { Letter, Part } from './letter.ts';

export interface ProviderLetter {
  readonly claim: Claim;
  readonly law: Law;
  readonly today: string;
  readonly link: string;
}

/** Told at once. Who complains, and of what, stays behind the sign-in: a firm's mailbox has many readers. */
export function newClaimLetter({ claim, link }: ProviderLetter): Letter {
  const { filed, dueOn } = claim.state;
  return {
    subject: `Nueva hoja de reclamación Nº ${sheetNumber(claim)} (${filed.bookCode})`,
    parts: [
      {
        text: `Llegó ${filed.declaredType === 'reclamo' ? 'un reclamo' : 'una queja'} al Libro de Reclamaciones de ${firm(claim)}.`,
      },
      aboutClaim(claim, [['Presentado', dayAndHour(filed.filedAt)]]),
      { text: `Debe responder a más tardar el ${longDate(dueOn)}.` },
      { link, label: 'Ver la hoja' },
    ],
  };
}

/** Says how long there is at the moment it is sent, whatever it was queued for. */
export function reminderLetter({ claim, law, today, link }: ProviderLetter): Letter {
  const { dueOn } = claim.state;
  const left = dueOn < today ? 'overdue' : daysLeft(law, 'business', today, dueOn);
  return {
    subject: `${reminderTitle(left, dueOn === today, dueOn)}: hoja Nº ${sheetNumber(claim)}`,
    parts: [
      {
        text:
          left === 'overdue'
            ? `El plazo para responder venció el ${longDate(dueOn)} y la hoja sigue sin respuesta. Respóndala cuanto antes: no responder a tiempo es infracción.`
            : `La hoja sigue sin respuesta. El plazo vence el ${longDate(dueOn)}.`,
      },
      aboutClaim(claim),
      { link, label: 'Responder' },
    ],
  };
}

function reminderTitle(left: number | 'overdue', dueToday: boolean, dueOn: string): string {
  if (left === 'overdue') return 'Plazo vencido';
  if (dueToday) return 'El plazo vence hoy';
  if (left < 1) return `El plazo vence el ${dayMonthYear(dueOn)}`;
  return left === 1 ? 'Queda 1 día hábil para responder' : `Quedan ${left} días hábiles para responder`;
}

/** @throws where there is no such request. */
export function indecopiRequestLetter({ claim, link }: ProviderLetter, requestNumber: number): Letter {
  const request = claim.state.copyRequests.find((other) => other.requestNumber === requestNumber);
  if (request === undefined) throw new Error(`there is no request ${requestNumber}`);
  const { reference, dueOn } = request;
  return {
    subject: `Indecopi pide copia de la hoja Nº ${sheetNumber(claim)}`,
    parts: [
      {
        text:
          dueOn === undefined
            ? 'Indecopi pidió copia de una hoja de su Libro de Reclamaciones.'
            : `Indecopi pidió copia de una hoja de su Libro de Reclamaciones, a más tardar el ${longDate(dueOn)}.`,
      },
      aboutClaim(claim, [['Referencia de Indecopi', reference]]),
      { link, label: 'Ver la hoja' },
    ],
  };
}

function aboutClaim(claim: Claim, more: readonly (readonly [label: string, value: string])[] = []): Part {
  const { filed, type, dueOn } = claim.state;
  const pairs = [
    ['Hoja Nº', sheetNumber(claim)],
    ['Libro', `${filed.bookCode}, ${filed.provider.establishment}`],
    ['Tipo', type === 'reclamo' ? 'Reclamo' : 'Queja'],
    ...more,
    ['Vence', longDate(dueOn)],
  ] as const;
  return { facts: pairs.map(([label, value]) => ({ label, value })) };
}
