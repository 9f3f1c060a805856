import type { Claim } from '@foja/commands/commands.ts';
import { amount, dayAndHour, longDate } from '@foja/documents/format.ts';
import { identityOf, OUTCOME_WORDS, personWords } from '@foja/documents/views/words.ts';
import type { Regime } from '@foja/domain/deadline/index.ts';
import type { Fact, Letter, Part } from './letter.ts';

/** What is attached, so that the letter does not promise what is not there. */
export type Attached = 'pdf' | 'html' | 'nothing';

export interface ConsumerLetter {
  readonly claim: Claim;
  readonly regime: Regime;
  readonly follow: string;
  readonly attached: Attached;
  /** Where a copy is checked; given where its proof is attached. */
  readonly verify?: string;
}

/** Everything that was entered, with date, hour, number and the book's code (Reglamento, art. 4-B). */
export function copyLetter({ claim, regime, follow, attached, verify }: ConsumerLetter): Letter {
  const { state } = claim;
  const { filed } = state;
  const { consumer, good } = filed;
  return {
    subject: `Copia de su hoja de reclamación Nº ${sheetNumber(claim)}`,
    parts: [
      {
        text: `Su ${filed.declaredType === 'reclamo' ? 'reclamo quedó registrado' : 'queja quedó registrada'} en el Libro de Reclamaciones de ${firm(claim)}.`,
      },
      {
        facts: facts([
          ['Hoja Nº', sheetNumber(claim)],
          ['Código del libro', filed.bookCode],
          ['Fecha y hora', dayAndHour(filed.filedAt)],
          ['Respuesta a más tardar', longDate(state.dueOn)],
        ]),
      },
      { text: 'Esto es lo que usted escribió:' },
      {
        facts: facts([
          ['Proveedor', filed.provider.legalName],
          ['RUC', filed.ruc],
          ['Establecimiento', `${filed.provider.establishment}, ${filed.provider.establishmentAddress}`],
          ['Nombre', consumer.name],
          ['Documento', identityOf(consumer)],
          ['Domicilio', consumer.address],
          ['Correo', consumer.email],
          ['Teléfono', consumer.phone],
          ['Padre, madre o tutor', consumer.guardian === undefined ? undefined : personWords(consumer.guardian)],
          ['Bien contratado', good.kind === 'product' ? 'Producto' : 'Servicio'],
          ['Monto reclamado', good.amount === undefined ? undefined : amount(good.amount)],
          ['Tipo', filed.declaredType === 'reclamo' ? 'Reclamo' : 'Queja'],
          ['Respuesta por', filed.responseMedium === 'email' ? 'correo electrónico' : 'carta'],
        ]),
      },
      ...said('Descripción del bien', good.description),
      ...said('Detalle', filed.detail),
      ...said('Pedido', filed.request),
      { text: ATTACHED[attached] },
      { link: follow, label: 'Seguir mi caso' },
      { small: 'Ese enlace es solo suyo: quien lo tenga puede ver su hoja y responder en su nombre. No lo comparta.' },
      ...(verify === undefined ? [] : [{ text: PROVED }, { link: verify, label: 'Comprobar mi copia' }]),
      ...regime.legends.map((small) => ({ small })),
    ],
  };
}

/** An offer, and how to accept or refuse it (Reglamento, art. 6-A). @throws where there is no offer of that number. */
export function offerLetter({ claim, follow }: ConsumerLetter, offerNumber: number): Letter {
  const offer = offerOf(claim, offerNumber);
  return {
    subject: `${firm(claim)} le ofrece una solución (hoja Nº ${sheetNumber(claim)})`,
    parts: [
      { text: `${firm(claim)} le hizo un ofrecimiento para solucionar su caso.` },
      ...said('Lo que le ofrece', offer.text),
      {
        text:
          offer.lapsesOn === undefined
            ? 'Usted decide. Si no lo acepta, la empresa igual debe responderle dentro del plazo.'
            : `Usted decide hasta el ${longDate(offer.lapsesOn)}. Mientras tanto el plazo de la empresa está detenido. Si no responde, se toma como no aceptado y la empresa igual debe responderle.`,
      },
      ...answerLinks(follow, offerNumber),
      { small: 'Si lo acepta, su caso termina y la empresa queda obligada a cumplir lo que le ofreció.' },
    ],
  };
}

export function offerLapsingLetter({ claim, follow }: ConsumerLetter, offerNumber: number): Letter {
  const offer = offerOf(claim, offerNumber);
  const until = offer.lapsesOn === undefined ? '' : ` hasta el ${longDate(offer.lapsesOn)}`;
  return {
    subject: `Puede responder el ofrecimiento${until} (hoja Nº ${sheetNumber(claim)})`,
    parts: [
      { text: `El ofrecimiento de ${firm(claim)} espera su decisión. Puede responderlo${until}.` },
      ...said('Lo que le ofrece', offer.text),
      ...answerLinks(follow, offerNumber),
      { small: 'Si no responde, se toma como no aceptado y la empresa igual debe responderle dentro del plazo.' },
    ],
  };
}

/** @throws where the term was never extended. */
export function extensionLetter({ claim, follow }: ConsumerLetter): Letter {
  const extended = claim.history.findLast(({ event }) => event.type === 'DeadlineExtended')?.event;
  if (extended?.type !== 'DeadlineExtended') throw new Error('the term was not extended');
  const { previousDueOn, dueOn, reason, norm } = extended.data;
  return {
    subject: `Se amplió el plazo de su hoja de reclamación Nº ${sheetNumber(claim)}`,
    parts: [
      {
        text: `${firm(claim)} amplió el plazo para responderle. Vencía el ${longDate(previousDueOn)}; ahora vence el ${longDate(dueOn)}.`,
      },
      ...said('El motivo que dio', reason),
      { small: `Norma que lo permite: ${norm}` },
      { link: follow, label: 'Ver mi caso' },
    ],
  };
}

/** @throws where there is no answer. */
export function answerLetter({ claim, regime, follow, attached }: ConsumerLetter): Letter {
  const { response } = claim.state;
  if (response === undefined) throw new Error('the claim has no answer');
  const [legend] = regime.legends;
  return {
    subject: `Respuesta a su hoja de reclamación Nº ${sheetNumber(claim)}`,
    parts: [
      { text: `${firm(claim)} respondió. ${OUTCOME_WORDS[response.outcome]}.` },
      ...said('La respuesta', response.text),
      ...said('El fundamento', response.grounds),
      {
        text: attached === 'nothing' ? 'La carta está en la página de su caso.' : 'La carta va adjunta a este correo.',
      },
      { link: follow, label: 'Ver mi caso' },
      ...(legend === undefined ? [] : [{ small: legend }]),
    ],
  };
}

const ATTACHED: Readonly<Record<Attached, string>> = {
  pdf: 'Su copia de la hoja va adjunta en PDF.',
  html: 'Su copia de la hoja va adjunta; se abre con cualquier navegador y se puede imprimir. El PDF estará en la página de su caso.',
  nothing: 'Su copia para imprimir está en la página de su caso.',
};

const PROVED =
  'También va adjunta la prueba (archivo .json): muestra que su hoja quedó sellada tal como usted la escribió. Guárdela sin cambiarla.';

function answerLinks(follow: string, offerNumber: number): Part[] {
  return [
    { link: `${follow}/ofertas/${offerNumber}/aceptar`, label: 'Aceptar' },
    { link: `${follow}/ofertas/${offerNumber}/rechazar`, label: 'No aceptar' },
  ];
}

function offerOf(claim: Claim, offerNumber: number) {
  const found = claim.history.find(
    ({ event }) => event.type === 'SettlementOffered' && event.data.offerNumber === offerNumber,
  )?.event;
  if (found?.type !== 'SettlementOffered') throw new Error(`there is no offer ${offerNumber}`);
  return found.data;
}

function said(label: string, text: string | undefined): Part[] {
  return text === undefined ? [] : [{ label, said: text }];
}

function facts(pairs: readonly (readonly [label: string, value: string | undefined])[]): Fact[] {
  return pairs.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [{ label, value }]));
}

export function firm({ state }: Claim): string {
  const { tradeName, legalName } = state.filed.provider;
  return tradeName ?? legalName;
}

export function sheetNumber({ state }: Claim): string {
  return state.number?.sheetNumber ?? '';
}
