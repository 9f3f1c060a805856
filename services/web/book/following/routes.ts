import { Problem, refused } from '@foja/commands/problems/problem.ts';
import { reportFulfilment as report } from '@foja/contracts/http/bodies.ts';
import * as claims from '@foja/domain/claim/index.ts';
import type { FastifyInstance } from 'fastify';
import type { BookWeb } from '../context.ts';
import { receive } from '../evidence/receive.ts';
import { attachAll } from '../form/file-sheet.ts';
import { follow, type OfToken } from './claim.ts';
import { back, command, texts } from './command.ts';
import { registerDocuments } from './documents.ts';
import { registerOffers } from './offers.ts';
import { sendReceipt } from './receipt-page.ts';
import { sendTracking } from './tracking-page.ts';

const says = (path: string) => ({ config: { route: { action: 'house/read', path } as const } });

/** Following a claim by its link: see it, answer an offer, say what came of it, add files. */
export function registerFollowing(app: FastifyInstance, web: BookWeb): void {
  registerDocuments(app, web);
  registerOffers(app, web);

  app.get<OfToken>('/seguimiento/:token', says('/seguimiento/{token}'), async (request, reply) => {
    const { hecho } = request.query as { hecho?: unknown };
    const aviso = typeof hecho === 'string' && Object.hasOwn(DONE, hecho) ? DONE[hecho] : undefined;
    return sendTracking(web, request, reply, aviso === undefined ? {} : { aviso: { tono: 'ok', texto: aviso } });
  });

  app.get<OfToken>('/seguimiento/:token/constancia', says('/seguimiento/{token}/constancia'), (request, reply) =>
    sendReceipt(web, request, reply),
  );

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
      const result = await command(web, request, once, (claim) => claims.reportFulfilment(claim, parsed.data));
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
}

const DONE: Readonly<Record<string, string>> = {
  acuerdo: 'Aceptó el ofrecimiento. Quedó escrito en su hoja.',
  rechazo: 'Registramos que no acepta el ofrecimiento. La empresa debe responderle.',
  cumplimiento: 'Gracias. Registramos lo que nos dijo.',
  archivos: 'Guardamos sus archivos.',
};
