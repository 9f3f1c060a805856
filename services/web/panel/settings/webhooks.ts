import { addWebhook, webhookTypes } from '@foja/contracts/http/webhooks.ts';
import { messageOf } from '@foja/contracts/integration/catalogue.ts';
import type { Delivery, ListedWebhook, NewWebhook } from '@foja/feeds/webhooks/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type Desk, does, page, personOf } from '../desk.ts';
import { type Form, field, fields, formOf, parseForm, type Wrong } from '../form.ts';
import { ACTS, toldOf } from './webhook-acts.ts';
import { answerWords, deliveryWords, stateOf } from './webhook-words.ts';

const URL_ = '/panel/ajustes/webhooks';
const DELIVERIES = 50;

/** Where the firm's systems are told of its claims, and what became of it. */
export function webhookRoutes(app: FastifyInstance, desk: Desk): void {
  app.get(URL_, does('webhook/manage', URL_), (request, reply) => listPage(desk, request, reply, {}));

  app.post(URL_, does('webhook/manage', URL_), async (request, reply) => {
    const { ruc } = personOf(request);
    const form = formOf(request.body);
    const from = field(form, 'desde');
    const body = {
      url: field(form, 'direccion'),
      types: field(form, 'cuales') === 'algunos' ? fields(form, 'tipo') : [],
      after: from === 'numero' ? field(form, 'numero') : from === 'inicio' ? '0' : 'now',
    };
    const parsed = parseForm<Pick<NewWebhook, 'url' | 'types'> & { readonly after: string }>(addWebhook, body, LABELS);
    if (!parsed.ok) return listPage(desk, request, reply, { wrong: parsed.wrong, form });
    if (field(form, 'cuales') === 'algunos' && body.types.length === 0)
      return listPage(desk, request, reply, { wrong: [NO_TYPE], form });
    const { url, types, after } = parsed.data;
    const wanted = { url, types, after: after === 'now' ? ('now' as const) : BigInt(after) };
    const added = await desk.webhooks?.add(ruc, wanted, callerOf(request, {}));
    if (added?.ok !== true)
      return listPage(desk, request, reply, { wrong: added === undefined ? [NONE_HERE] : [toldOf(added)], form });
    return detailPage(desk, request, reply, { webhookId: added.webhookId, secret: added.secret });
  });

  app.get<{ Params: { webhookId: string } }>(
    `${URL_}/:webhookId`,
    does('webhook/manage', `${URL_}/{webhookId}`),
    (request, reply) => detailPage(desk, request, reply, { webhookId: request.params.webhookId }),
  );

  for (const [name, act] of Object.entries(ACTS)) {
    app.post<{ Params: { webhookId: string } }>(
      `${URL_}/:webhookId/${name}`,
      does('webhook/manage', `${URL_}/{webhookId}/${name}`),
      async (request, reply) => {
        const { webhookId } = request.params;
        const webhooks = desk.webhooks;
        if (webhooks === undefined) return reply.callNotFound();
        const form = formOf(request.body);
        const acted = { webhooks, ruc: personOf(request).ruc, webhookId, form, by: callerOf(request, form) };
        const done = await act(acted);
        if ('wrong' in done) return detailPage(desk, request, reply, { webhookId, ...done });
        if ('secret' in done) return detailPage(desk, request, reply, { webhookId, ...done });
        return reply.redirect(done.to ?? `${URL_}/${webhookId}?hecho=${done.hecho}`, 303);
      },
    );
  }
}

const NO_TYPE = { campo: 'todos', texto: 'Elija al menos un hecho, o que se envíen todos.' };
const NONE_HERE = { texto: 'Este servidor no envía avisos a sistemas.' };

const LABELS = {
  url: { campo: 'direccion', nombre: 'Dirección' },
  after: { campo: 'numero', nombre: 'Número de mensaje' },
} as const;

const NEWS: Readonly<Record<string, string>> = {
  pausado: 'En pausa: los avisos se guardan hasta que lo reanude.',
  reanudado: 'Reanudado: se envía lo pendiente, en orden.',
  quitado: 'El aviso quedó quitado y su secreto, destruido.',
  probado: 'La prueba llegó: su sistema la aceptó.',
  desde: 'Se envía de nuevo desde ese número. Su sistema reconoce lo repetido por el identificador.',
  reintentado: 'Se reintenta ahora.',
  omitido: 'El mensaje se dio por perdido; los siguientes de ese reclamo salen.',
};

function newsOf({ query }: FastifyRequest) {
  const { hecho = '' } = query as { hecho?: string };
  const texto = Object.hasOwn(NEWS, hecho) ? NEWS[hecho] : undefined;
  return texto === undefined ? undefined : { tono: 'ok', texto };
}

async function listPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { wrong = [], form = {} }: { readonly wrong?: readonly Wrong[]; readonly form?: Form },
) {
  const found = (await desk.webhooks?.list(personOf(request).ruc)) ?? [];
  const chosen = fields(form, 'tipo');
  return page(desk, request, reply, {
    view: 'webhooks',
    ...(wrong.length > 0 ? { status: 422 } : {}),
    data: {
      titulo: `${wrong.length > 0 ? 'Error: ' : ''}Avisos a su sistema`,
      seccion: 'webhooks',
      errores: wrong,
      aviso: newsOf(request),
      webhooks: found.map((one) => shownWebhook(one, desk.clock())),
      v: {
        direccion: field(form, 'direccion'),
        cuales: field(form, 'cuales') || 'todos',
        desde: field(form, 'desde') || 'ahora',
        numero: field(form, 'numero'),
      },
      tipos: webhookTypes.map((valor) => ({ valor, texto: typeWords(valor), elegido: chosen.includes(valor) })),
    },
  });
}

async function detailPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { webhookId, wrong = [], secret }: { webhookId: string; wrong?: readonly Wrong[]; secret?: string },
) {
  const known = /^[0-9a-f-]{36}$/.test(webhookId);
  const webhook = known ? await desk.webhooks?.find(personOf(request).ruc, webhookId) : undefined;
  if (webhook === undefined) return reply.callNotFound();
  const deliveries = (await desk.webhooks?.deliveries(webhookId, DELIVERIES)) ?? [];
  return page(desk, request, reply, {
    view: 'webhook',
    ...(wrong.length > 0 ? { status: 422 } : {}),
    data: {
      titulo: `${wrong.length > 0 ? 'Error: ' : ''}Aviso a su sistema`,
      seccion: 'webhooks',
      errores: wrong,
      aviso: newsOf(request),
      secreto: secret,
      w: shownWebhook(webhook, desk.clock()),
      envios: deliveries.map((one) =>
        shownDelivery(webhook.paused === undefined ? one : { ...one, nextAt: undefined }),
      ),
    },
  });
}

function shownWebhook(webhook: ListedWebhook, now: string) {
  const { webhookId, url, types, paused, previous, standing, lag } = webhook;
  return {
    webhookId,
    url,
    host: new URL(url).host,
    tipos: types.map(typeWords),
    ...stateOf(webhook),
    enPausa: paused !== undefined,
    pendientes: Number(lag) + (standing?.waiting ?? 0),
    apartados: standing?.parked ?? 0,
    ultimo: standing?.deliveredAt,
    intento: standing?.triedAt,
    respuesta: standing?.answer === undefined ? undefined : answerWords(standing.answer),
    proximo: paused === undefined ? standing?.nextAt : undefined,
    hasta: standing === undefined ? webhook.after : String(standing.taken),
    anteriorHasta: previous !== undefined && Date.parse(previous.until) > Date.parse(now) ? previous.until : undefined,
  };
}

function shownDelivery({ seq, id, type, claimId, state, tries, triedAt, nextAt, answer }: Delivery) {
  return {
    ...{ seq: String(seq), id, claimId, intentos: tries, intento: triedAt, proximo: nextAt },
    tipo: typeWords(type),
    ...deliveryWords({ state, tries, nextAt }),
    respuesta: answer === undefined ? undefined : answerWords(answer),
    apartado: state === 'parked',
    // One that was never tried is only in its turn.
    abierto: state === 'parked' || (state === 'waiting' && tries > 0),
  };
}

function typeWords(type: string): string {
  return messageOf(type)?.definition.summary.es ?? type;
}
