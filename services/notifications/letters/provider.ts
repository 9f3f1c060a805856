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

/** Told at once: what was agreed binds from now on, and what was not lets the term run. @throws where nobody answered. */
export function offerAnsweredLetter({ claim, link }: ProviderLetter, offerNumber: number): Letter {
  const offer = claim.state.offers.find((other) => other.offerNumber === offerNumber);
  if (offer?.status !== 'accepted' && offer?.status !== 'rejected')
    throw new Error(`offer ${offerNumber} has no answer`);
  const accepted = offer.status === 'accepted';
  const open = claim.state.response === undefined && claim.state.settledOn === undefined;
  return {
    subject: `${accepted ? 'Aceptaron' : 'No aceptaron'} su ofrecimiento: hoja Nº ${sheetNumber(claim)}`,
    parts: [
      {
        text: accepted
          ? 'El consumidor aceptó su ofrecimiento. La hoja queda concluida con acuerdo, que su empresa debe cumplir tal como lo ofreció (Reglamento, art. 6-A).'
          : `El consumidor no aceptó su ofrecimiento.${open ? ` El plazo vuelve a correr: responda a más tardar el ${longDate(claim.state.dueOn)}.` : ''}`,
      },
      aboutClaim(claim),
      { link, label: accepted ? 'Ver el acuerdo' : 'Ver la hoja' },
    ],
  };
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

/** Sheets that Indecopi asks for together; which ones stand in the panel, each with its request. */
export function caseFileLetter({
  firm,
  reference,
  dueOn,
  link,
}: {
  readonly firm: string;
  readonly reference: string;
  readonly dueOn: string | undefined;
  readonly link: string;
}): Letter {
  const facts = [
    { label: 'Referencia de Indecopi', value: reference },
    ...(dueOn === undefined ? [] : [{ label: 'Debe entregarse', value: `a más tardar el ${longDate(dueOn)}` }]),
  ];
  return {
    subject: `Indecopi pide el expediente de hojas de su libro (${reference})`,
    parts: [
      {
        text: `Indecopi pidió el expediente de hojas del Libro de Reclamaciones de ${firm} (Código, art. 152; Reglamento, art. 11).`,
      },
      { facts },
      {
        text: 'El sistema lo prepara y lo entrega por usted, con la hoja, sus copias, las pruebas y todo lo actuado; cada hoja lleva el pedido y la entrega en su historia. Si quiere que vayan sus descargos, adjúntelos en la página de cada hoja.',
      },
      { link, label: 'Abrir el panel' },
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
