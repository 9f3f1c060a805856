import type { Claim } from '@foja/commands/commands.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';

/**
 * One record of SIREC's bulk file (Directiva 004-2014/DIR-COD-INDECOPI): 18 fields joined by `|`, blank ones kept. A line
 * is a record, so text loses its line breaks; a `|` is a separator, so text loses those too.
 */
export interface Record18 {
  readonly claimId: string;
  readonly sheetNumber: string;
  /** In the order of the file; eighteen. */
  readonly fields: readonly string[];
  readonly answered: boolean;
  readonly remarks: readonly Remark[];
}

/** `fault`: the record can't go into the file. `note`: it can, and something of it was changed or is missing. */
export interface Remark {
  readonly kind: 'fault' | 'note';
  readonly texto: string;
}

export const FIELDS = [
  { name: 'Código de sede', max: 6 },
  { name: 'Correlativo', max: 9 },
  { name: 'Año', max: 4 },
  { name: 'Fecha', max: 10 },
  { name: 'Consumidor', max: 150 },
  { name: 'Domicilio', max: 150 },
  { name: 'Documento', max: 11 },
  { name: 'Teléfono', max: 50 },
  { name: 'Correo', max: 80 },
  { name: 'Padre, madre o tutor', max: 150 },
  { name: 'Bien', max: 2 },
  { name: 'Monto', max: 100 },
  { name: 'Descripción', max: 4000 },
  { name: 'Tipo', max: 1 },
  { name: 'Detalle', max: 4000 },
  { name: 'Pedido', max: 4000 },
  { name: 'Fecha de respuesta', max: 10 },
  { name: 'Respuesta', max: 4000 },
] as const;

/** Cut short they would say something else: longer ones are faults. */
const WHOLE: ReadonlySet<string> = new Set(['Código de sede', 'Documento', 'Correo']);
const REQUIRED: ReadonlySet<string> = new Set([
  'Código de sede',
  'Correlativo',
  'Año',
  'Fecha',
  'Consumidor',
  'Domicilio',
  'Documento',
  'Bien',
  'Tipo',
  'Detalle',
]);

/** @param siteCode what SIREC calls the establishment; undefined where nobody has said. */
export function recordOf(claim: Pick<Claim, 'state' | 'history'>, siteCode: string | undefined): Record18 {
  const { filed, number, type } = claim.state;
  const { consumer, good } = filed;
  const answer = answerOf(claim);
  const values = [
    siteCode,
    number === undefined ? undefined : String(number.correlative).padStart(9, '0'),
    number?.year.toString(),
    limaDateOf(filed.filedAt),
    consumer.name,
    consumer.address ?? consumer.email,
    consumer.documentNumber,
    consumer.phone,
    consumer.email,
    consumer.guardian?.name,
    good.kind === 'product' ? 'P' : 'S',
    good.amount === undefined ? undefined : `${good.amount.value} ${good.amount.currency}`,
    good.description,
    type === 'reclamo' ? 'R' : 'Q',
    filed.detail,
    filed.request,
    answer?.on,
    answer?.text,
  ];
  const remarks: Remark[] = [];
  const fields = FIELDS.map((field, index) => fitted(values[index] ?? '', field, remarks));
  if (answer === undefined)
    remarks.push({ kind: 'note', texto: 'Todavía sin respuesta: habrá que reportarla después.' });
  return {
    claimId: filed.claimId,
    sheetNumber: number?.sheetNumber ?? '',
    fields,
    answered: answer !== undefined,
    remarks,
  };
}

export function isReportable({ remarks }: Record18): boolean {
  return remarks.every(({ kind }) => kind !== 'fault');
}

/** The file, and nothing else: no heading, no mark of the encoding. */
export function fileOf(records: readonly Record18[]): string {
  return records.map(({ fields }) => `${fields.join('|')}\r\n`).join('');
}

function fitted(value: string, { name, max }: (typeof FIELDS)[number], remarks: Remark[]): string {
  const line = value.replaceAll(/[\s\u0085\u2028\u2029]+/g, ' ').trim();
  const clean = line.replaceAll('|', ' ').replaceAll(/ +/g, ' ').trim();
  if (clean === '' && REQUIRED.has(name)) remarks.push({ kind: 'fault', texto: `Falta: ${name.toLowerCase()}.` });
  if (line.includes('|')) remarks.push({ kind: 'note', texto: `${name}: se quitó «|», que separa los campos.` });
  if (clean.length <= max) return clean;
  if (WHOLE.has(name)) {
    remarks.push({ kind: 'fault', texto: `${name}: pasa de ${max} caracteres, que es lo que admite el SIREC.` });
    return clean;
  }
  remarks.push({ kind: 'note', texto: `${name}: se recortó a ${max} caracteres.` });
  return clean.slice(0, max).replace(/[\ud800-\udbff]$/, '');
}

/** The answer, or the agreement that ended the claim. */
function answerOf({ state, history }: Pick<Claim, 'state' | 'history'>): { on: string; text: string } | undefined {
  if (state.response !== undefined) {
    const { text, grounds, communicatedAt } = state.response;
    return { on: limaDateOf(communicatedAt), text: grounds === undefined ? text : `${text} ${grounds}` };
  }
  if (state.settledOn === undefined) return undefined;
  const accepted = state.offers.find(({ status }) => status === 'accepted');
  const offered = history.find(
    ({ event }) => event.type === 'SettlementOffered' && event.data.offerNumber === accepted?.offerNumber,
  )?.event;
  const text = offered?.type === 'SettlementOffered' ? offered.data.text : '';
  return { on: state.settledOn, text: `ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO. ${text}` };
}
