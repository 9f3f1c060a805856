import type { EventOf } from '@foja/contracts';
import { pendingOffer } from '@foja/domain/claim/index.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BookWeb } from '../context.ts';
import { mediumWords } from '../form/choices.ts';
import { type Followed, follow, followedData } from './claim.ts';
import { evidenceOf, evidenceShown } from './evidence.ts';
import { hasLapsed, isOverdue, type Standing, stateWords, timeLeft } from './state-words.ts';
import { timelineOf } from './timeline.ts';

/** What a post on this page leads back with. */
export interface TrackingExtras {
  readonly status?: number;
  readonly aviso?: { readonly tono: 'ok' | 'info' | 'alerta'; readonly titulo?: string; readonly texto: string };
  readonly rechazos?: readonly string[];
  readonly errores?: readonly { readonly campo: string; readonly texto: string }[];
  readonly v?: Readonly<Record<string, string>>;
}

export async function sendTracking(
  web: BookWeb,
  request: FastifyRequest,
  reply: FastifyReply,
  extras: TrackingExtras = {},
): Promise<FastifyReply> {
  const followed = await follow(web, request);
  const { claim, base } = followed;
  const standing: Standing = { ...followed, state: claim.state, now: web.clock() };
  const { status = 200, errores = [], ...more } = extras;
  return web.page(request, reply, {
    view: 'book/tracking',
    status,
    data: {
      ...followedData(followed),
      titulo: `Seguimiento de la hoja ${claim.state.number?.sheetNumber ?? ''}`,
      estado: stateWords(standing),
      plazo: timeLeft(standing),
      oferta: offerShown(standing, followed),
      respuesta: responseShown(claim.state.response),
      acuerdo: agreementShown(followed),
      ...fulfilment(followed),
      siguiente: whereNext(standing),
      adjuntos: evidenceOf(claim.history).map((one) => evidenceShown(one, base)),
      historia: timelineOf(claim.history),
      envio: claim.revision,
      errores,
      e: Object.fromEntries(errores.map(({ campo, texto }) => [campo, texto])),
      v: {},
      ...more,
    },
  });
}

/** The offer that waits for its answer, with its words; undefined where none does. */
export function offerShown({ state, now }: Pick<Standing, 'state' | 'now'>, { claim }: Pick<Followed, 'claim'>) {
  const pending = pendingOffer(state);
  if (pending === undefined || hasLapsed({ state, now })) return undefined;
  return {
    numero: pending.offerNumber,
    texto: offerText(claim, pending.offerNumber),
    vence: pending.lapsesOn,
  };
}

function offerText({ history }: Followed['claim'], offerNumber: number): string {
  const made = history.find(
    ({ event }) => event.type === 'SettlementOffered' && event.data.offerNumber === offerNumber,
  );
  return made?.event.type === 'SettlementOffered' ? made.event.data.text : '';
}

function responseShown(response: EventOf<'ClaimResponded'>['data'] | undefined) {
  if (response === undefined) return undefined;
  return {
    resultado: OUTCOMES[response.outcome],
    comunicada: response.communicatedAt,
    medio: mediumWords[response.medium],
    tarde: response.late,
    texto: response.text,
    fundamento: response.grounds,
  };
}

function agreementShown({ claim }: Followed) {
  const accepted = claim.history.find(({ event }) => event.type === 'SettlementAccepted')?.event;
  if (accepted?.type !== 'SettlementAccepted') return undefined;
  const { offerNumber, phrase, acceptedOn } = accepted.data;
  return { texto: offerText(claim, offerNumber), frase: phrase, fecha: acceptedOn };
}

function fulfilment({ claim: { state } }: Followed) {
  const promised =
    state.settledOn !== undefined || (state.response !== undefined && state.response.outcome !== 'refused');
  if (!promised) return {};
  const said = { true: 'Usted dijo que sí cumplió.', false: 'Usted dijo que no cumplió.' } as const;
  return {
    preguntarCumplimiento: true,
    cumplimiento: state.fulfilled === undefined ? undefined : said[`${state.fulfilled}`],
  };
}

/** Where to go where the book has not helped: late, refused or answered otherwise than asked, or promised and not done. */
function whereNext(standing: Standing) {
  const { state } = standing;
  if (isOverdue(standing))
    return { titulo: 'A dónde puede acudir', texto: 'El plazo venció. No tiene que esperar más.' };
  if (state.fulfilled === false)
    return { titulo: 'A dónde puede acudir', texto: 'Usted nos dijo que la empresa no cumplió.' };
  if (state.response !== undefined)
    return { titulo: 'Si no está conforme', texto: 'La respuesta de la empresa no es la última palabra.' };
  return undefined;
}

const OUTCOMES = {
  accepted: 'Le dan la razón',
  'partly-accepted': 'Le dan la razón en parte',
  refused: 'No le dan la razón',
} as const;
