import { Problem, refused } from '@foja/commands/problems/problem.ts';
import { rejectOffer as rejection } from '@foja/contracts/http/bodies.ts';
import * as claims from '@foja/domain/claim/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BookWeb } from '../context.ts';
import { follow, followedData } from './claim.ts';
import { back, command, texts } from './command.ts';
import { offerShown, sendTracking } from './tracking-page.ts';

type OfOffer = { Params: { token: string; n: string; answer: string } };
const says = (path: string) => ({ config: { route: { action: 'house/read', path } as const } });

const PHRASE = 'ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO';

/** Answering an offer (Reglamento, art. 6-A): first what it means, then the answer. */
export function registerOffers(app: FastifyInstance, web: BookWeb): void {
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
    const result = await command(web, request, `offer ${n} ${answer}`, (claim, about) =>
      accepts
        ? claims.acceptOffer(claim, { offerNumber, means: 'online', by: 'consumer' }, about)
        : claims.rejectOffer(claim, { offerNumber, reason, by: 'consumer' }, about),
    );
    if (!result.ok) {
      const texto = LATE[result.refusal.code];
      if (texto === undefined) throw refused(result.refusal);
      return sendTracking(web, request, reply, { status: 409, aviso: { tono: 'alerta', texto } });
    }
    return back(request, reply, accepts ? 'acuerdo' : 'rechazo');
  });

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

const LATE: Readonly<Record<string, string>> = {
  'offer/lapsed': 'El ofrecimiento ya venció. La empresa igual debe responderle.',
  'offer/not-pending': 'Ese ofrecimiento ya fue respondido.',
  'claim/settled': 'Ya había aceptado un ofrecimiento.',
  'claim/already-responded': 'La empresa ya respondió: el ofrecimiento quedó sin efecto.',
};
