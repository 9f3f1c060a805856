import { createHash } from 'node:crypto';
import { actorOfRecord } from '@foja/api/actor.ts';
import { Problem, refused } from '@foja/api/problem.ts';
import type { CommandResult } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import { rejectOffer as rejection, reportFulfilment as report } from '@foja/contracts/http/bodies.ts';
import * as claims from '@foja/domain/claim/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BookWeb } from '../context.ts';
import { receive } from '../evidence/receive.ts';
import { attachAll } from '../form/file-sheet.ts';
import { follow, followedData, type OfToken } from './claim.ts';
import { registerDocuments } from './documents.ts';
import { sendReceipt } from './receipt-page.ts';
import { offerShown, sendTracking } from './tracking-page.ts';

type OfOffer = { Params: { token: string; n: string; answer: string } };
const says = (path: string) => ({ config: { route: { action: 'house/read', path } as const } });

const PHRASE = 'ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO';

/** Following a claim by its link: see it, answer an offer, say what came of it, add files. */
export function registerFollowing(app: FastifyInstance, web: BookWeb): void {
  registerDocuments(app, web);

  app.get<OfToken>('/seguimiento/:token', says('/seguimiento/{token}'), async (request, reply) => {
    const { hecho } = request.query as { hecho?: unknown };
    const aviso = typeof hecho === 'string' && Object.hasOwn(DONE, hecho) ? DONE[hecho] : undefined;
    return sendTracking(web, request, reply, aviso === undefined ? {} : { aviso: { tono: 'ok', texto: aviso } });
  });

  app.get<OfToken>('/seguimiento/:token/constancia', says('/seguimiento/{token}/constancia'), (request, reply) =>
    sendReceipt(web, request, reply),
  );

  const offerPath = '/seguimiento/:token/ofertas/:n/:answer';
  app.get<OfOffer>(offerPath, says('/seguimiento/{token}/ofertas/{n}/{answer}'), (request, reply) =>
    sendAnswer(request, reply),
  );

  app.post<OfOffer>(offerPath, says('/seguimiento/{token}/ofertas/{n}/{answer}'), async (request, reply) => {
    const { answer, n } = request.params;
    const accepts = isAcceptance(answer);
    const { acepto, motivo } = texts(request.body);
    if (accepts && acepto !== 'si') {
      return sendAnswer(request, reply, [{ campo: 'acepto', texto: 'Marque la casilla para aceptar el acuerdo' }]);
    }
    const parsed = rejection.safeParse(motivo === undefined ? {} : { reason: motivo });
    if (!parsed.success) {
      return sendAnswer(request, reply, [
        { campo: 'motivo', texto: 'Revise lo que escribió: use como máximo 1000 caracteres' },
      ]);
    }
    const { reason } = parsed.data;
    const offerNumber = Number(n);
    const result = await command(request, `offer ${n} ${answer}`, (claim, about) =>
      accepts
        ? claims.acceptOffer(claim, { offerNumber, means: 'online', by: 'consumer' }, about)
        : claims.rejectOffer(claim, { offerNumber, reason }, about),
    );
    if (!result.ok) {
      const texto = LATE[result.refusal.code];
      if (texto === undefined) throw refused(result.refusal);
      return sendTracking(web, request, reply, { status: 409, aviso: { tono: 'alerta', texto } });
    }
    return back(request, reply, accepts ? 'acuerdo' : 'rechazo');
  });

  app.post<OfToken>(
    '/seguimiento/:token/cumplimiento',
    says('/seguimiento/{token}/cumplimiento'),
    async (request, reply) => {
      const { cumplido, comentario, envio = '' } = texts(request.body);
      const body = { fulfilled: cumplido === 'si', ...(comentario === undefined ? {} : { comment: comentario }) };
      const parsed = report.safeParse(body);
      const errores = [
        ...(cumplido === 'si' || cumplido === 'no' ? [] : [{ campo: 'cumplido', texto: 'Elija si cumplió o no' }]),
        ...(parsed.success
          ? []
          : [{ campo: 'comentario', texto: 'Revise lo que escribió: use como máximo 2000 caracteres' }]),
      ];
      if (errores.length > 0 || !parsed.success) {
        const v = { cumplido: cumplido ?? '', comentario: comentario ?? '' };
        return sendTracking(web, request, reply, { status: 422, errores, v });
      }
      const once = `fulfilment ${envio} ${JSON.stringify(parsed.data)}`;
      const result = await command(request, once, (claim) => claims.reportFulfilment(claim, parsed.data));
      if (!result.ok) throw refused(result.refusal);
      return back(request, reply, 'cumplimiento');
    },
  );

  app.post<OfToken>('/seguimiento/:token/archivos', says('/seguimiento/{token}/archivos'), async (request, reply) => {
    if (web.settings.rateLimit && !web.uploads.take(request.ip, Date.parse(web.clock()))) {
      throw new Problem('request/rate-limited');
    }
    const { claimId } = await follow(web, request);
    const received = await receive(request, { staging: web.staging, takenOf: () => 0 });
    const missing = await attachAll(web, { claimId, attachments: received.attachments, requestId: request.id });
    const kept = received.attachments.length - missing;
    const rechazos = [
      ...received.refusals,
      ...(missing === 0
        ? []
        : ['No pudimos guardar todos los archivos: la hoja ya tiene el máximo, o hubo un problema de nuestro lado.']),
    ];
    if (rechazos.length === 0 && kept > 0) return back(request, reply, 'archivos');
    if (rechazos.length > 0) {
      const aviso = {
        tono: 'ok',
        texto: kept === 1 ? 'Guardamos un archivo.' : `Guardamos ${kept} archivos.`,
      } as const;
      return sendTracking(web, request, reply, { status: 422, rechazos, ...(kept > 0 ? { aviso } : {}) });
    }
    return sendTracking(web, request, reply, {
      status: 422,
      errores: [{ campo: 'archivos', texto: 'Elija al menos un archivo' }],
    });
  });

  /** The same command on the same claim is one, however often the button is pressed. */
  async function command(
    request: FastifyRequest,
    what: string,
    decide: Parameters<BookWeb['commands']['onClaim']>[1],
  ): Promise<CommandResult<unknown>> {
    const { claimId } = await follow(web, request);
    return web.commands.onClaim(claimId, decide, {
      actor: actorOfRecord({ role: 'consumer', claimId }),
      commandId: eventId(claimId, createHash('sha256').update(what).digest('hex')),
      correlationId: request.id,
    });
  }

  async function sendAnswer(
    request: FastifyRequest<OfOffer>,
    reply: FastifyReply,
    errores: readonly { campo: string; texto: string }[] = [],
  ): Promise<FastifyReply> {
    const { answer, n } = request.params;
    const aceptar = isAcceptance(answer);
    const followed = await follow(web, request);
    const { claim, base } = followed;
    const oferta = offerShown({ state: claim.state, now: web.clock() }, followed);
    if (oferta === undefined || String(oferta.numero) !== n) return reply.redirect(base, 303);
    return web.page(request, reply, {
      view: 'book/answer-offer',
      status: errores.length === 0 ? 200 : 422,
      data: {
        ...followedData(followed),
        titulo: aceptar ? '¿Acepta lo que le ofrecen?' : '¿No acepta lo que le ofrecen?',
        aceptar,
        oferta,
        frase: PHRASE,
        accion: `${base}/ofertas/${n}/${answer}`,
        errores,
        e: Object.fromEntries(errores.map(({ campo, texto }) => [campo, texto])),
        v: texts(request.body),
      },
    });
  }
}

function isAcceptance(answer: string): boolean {
  if (answer !== 'aceptar' && answer !== 'rechazar') throw new Problem('request/not-found');
  return answer === 'aceptar';
}

function back(request: FastifyRequest, reply: FastifyReply, done: string): FastifyReply {
  return reply.redirect(`/seguimiento/${(request.params as OfToken['Params']).token}?hecho=${done}`, 303);
}

/** Text fields of a posted form; blank ones are absent. */
function texts(body: unknown): Record<string, string | undefined> {
  const fields = Object.entries(typeof body === 'object' && body !== null ? body : {});
  return Object.fromEntries(
    fields.flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.replaceAll(/\r\n?/g, '\n')]] : [],
    ),
  );
}

const DONE: Readonly<Record<string, string>> = {
  acuerdo: 'Aceptó el ofrecimiento. Quedó escrito en su hoja.',
  rechazo: 'Registramos que no acepta el ofrecimiento. La empresa debe responderle.',
  cumplimiento: 'Gracias. Registramos lo que nos dijo.',
  archivos: 'Guardamos sus archivos.',
};

const LATE: Readonly<Record<string, string>> = {
  'offer/lapsed': 'El ofrecimiento ya venció. La empresa igual debe responderle.',
  'offer/not-pending': 'Ese ofrecimiento ya fue respondido.',
  'claim/settled': 'Ya había aceptado un ofrecimiento.',
  'claim/already-responded': 'La empresa ya respondió: el ofrecimiento quedó sin efecto.',
};
