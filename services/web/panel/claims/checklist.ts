import type { EventOf } from '@foja/contracts';
import type { ClaimState } from '@foja/domain/claim/index.ts';
import { longDate } from '../../layout/formats.ts';
import { MEDIA } from './words.ts';

/** An answer as it is being written. */
export interface Draft {
  readonly outcome: EventOf<'ClaimResponded'>['data']['outcome'];
  readonly text: string;
  readonly grounds?: string | undefined;
  readonly medium: string;
}

/** Something the person ticks before the answer goes out: nobody but a person can tell whether it is so. */
export interface Point {
  readonly id: string;
  readonly texto: string;
  /** What the consumer wrote, where the point is about that. */
  readonly cita?: string | undefined;
}

/** Something that can be told by looking: what to mend, or to know. */
export interface Remark {
  readonly tono: 'alerta' | 'ok';
  readonly texto: string;
}

const MOST_POINTS = 12;

/** What the consumer asked for, point by point: each has to be addressed. */
export function pointsOf(claim: Pick<ClaimState, 'filed'>, { outcome, medium }: Draft): Point[] {
  const { request, detail } = claim.filed;
  const parts = request === undefined ? [] : partsOf(request);
  const asked =
    parts.length === 0
      ? [{ id: 'punto-1', texto: 'Respondí a lo que cuenta en el detalle', cita: shortened(detail) }]
      : parts.map((cita, index) => ({ id: `punto-${index + 1}`, texto: 'Respondí a este punto del pedido', cita }));
  return [
    ...asked,
    ...(outcome === 'accepted'
      ? []
      : [{ id: 'fundamento', texto: 'Expliqué las razones de lo que no se acepta, con hechos o normas' }]),
    { id: 'sin-pago', texto: 'La atención no está condicionada a ningún pago' },
    { id: 'medio', texto: `El consumidor la recibe ${MEDIA[medium] ?? ''}, y así quedará constancia` },
  ];
}

/** What can be seen in the text itself (Código, art. 24; Reglamento, art. 6). */
export function remarksOn(
  claim: Pick<ClaimState, 'filed' | 'dueOn'>,
  draft: Draft,
  { today, mailStaysHere = false }: { readonly today: string; readonly mailStaysHere?: boolean | undefined },
): Remark[] {
  const { consumer, responseMedium } = claim.filed;
  const whole = `${draft.text}\n${draft.grounds ?? ''}`;
  const remarks: Remark[] = [];
  const warn = (texto: string) => remarks.push({ tono: 'alerta', texto });
  if (draft.outcome !== 'accepted' && draft.grounds === undefined) {
    warn('Falta el fundamento: una respuesta que no acepta todo lo pedido debe decir por qué.');
  }
  if (CONDITIONS_PAYMENT.test(folded(whole))) {
    warn('El texto parece condicionar la atención a un pago. La ley lo prohíbe (Código, art. 24.3): revíselo.');
  }
  if (OLD_TERM.test(folded(whole))) {
    warn('El texto habla de treinta días: desde mayo de 2022 el plazo general es de quince días hábiles.');
  }
  if (NO_APPEAL.test(folded(whole))) {
    warn('El texto sugiere que ya no puede acudir a Indecopi. El reclamo no impide acudir a otras vías.');
  }
  if (draft.medium !== responseMedium) {
    warn(`Pidió la respuesta ${MEDIA[responseMedium]}, y va ${MEDIA[draft.medium]}. Quedará anotado.`);
  }
  if (draft.medium === 'email' && consumer.email === undefined)
    warn('No dejó correo electrónico: la carta llega, el correo no.');
  else if (draft.medium === 'email' && mailStaysHere)
    warn('Aquí no hay un servidor de correo: nadie la enviará por usted. Envíela y anote cuándo lo hizo.');
  if (draft.medium === 'letter' && consumer.address === undefined)
    warn('No dejó domicilio: no hay adónde llevar la carta.');
  if (draft.text.length < 80) warn('Es muy corta. ¿Dice qué se hará, quién, y para cuándo?');
  if (claim.dueOn < today) warn(`El plazo venció el ${longDate(claim.dueOn)}: quedará como respuesta fuera de plazo.`);
  if (remarks.length === 0) remarks.push({ tono: 'ok', texto: 'No se ve nada que corregir en el texto.' });
  return remarks;
}

/** Numbered, bulleted, on lines of their own, or sentence by sentence. */
export function partsOf(request: string): string[] {
  const lines = request
    .split(/\n+|(?:^|\s)(?:\d{1,2}[.)-]|[a-h]\)|[•·*-])\s+/)
    .map((part) => part.replace(/^[•·*-]\s+/, ''));
  const sentences = lines.length > 1 ? lines : request.split(/(?<=[.;])\s+(?=\p{Lu})/u);
  const parts = sentences.map((part) => part.trim().replace(/[;.]$/, '')).filter((part) => /\p{L}{3}/u.test(part));
  if (parts.length <= MOST_POINTS) return parts.map(shortened);
  return [...parts.slice(0, MOST_POINTS - 1), parts.slice(MOST_POINTS - 1).join('; ')].map(shortened);
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 240 ? line : `${line.slice(0, 239).replace(/[\ud800-\udbff]$/, '')}…`;
}

function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

const CONDITIONS_PAYMENT =
  /previo pago|pago previo|previa cancelacion|condicionad[oa] al pago|(?:una vez(?: que)?|cuando|siempre que|si) (?:usted )?(?:pague|cancele|abone|haya (?:pagado|cancelado|abonado))|debera (?:antes |primero |previamente )?(?:pagar|cancelar|abonar)/;
const OLD_TERM = /(?:treinta|30)(?: \(30\))? dias/;
const NO_APPEAL =
  /no (?:podra|puede|procede) (?:ya )?(?:acudir|recurrir|denunciar|reclamar)[^.]{0,40}indecopi|renuncia[^.]{0,40}(?:indecopi|denuncia)/;
