import { problemOf } from '@foja/api/errors.ts';
import { withoutData } from '@foja/api/request-log.ts';
import { problems } from '@foja/contracts';
import type { FastifyInstance } from 'fastify';
import { ENROLMENT } from './account/enrolment.ts';
import { type Desk, page } from './desk.ts';

/** What goes wrong in the panel is told as a page of it; who is not signed in is led to the door, and back afterwards. */
export function answerAsPages(app: FastifyInstance, desk: Desk): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error, request.method !== 'GET');
    if (problem.status === 401) {
      const back =
        request.method === 'GET' && request.url !== '/panel' ? `?volver=${encodeURIComponent(request.url)}` : '';
      if (request.headers.accept === 'text/event-stream') return reply.code(401).send();
      return reply.redirect(`${request.enrolling === undefined ? '/panel/entrar' : ENROLMENT}${back}`, 303);
    }
    if (problem.status >= 500) desk.log.error({ requestId: request.id, err: withoutData(error) }, 'panel failed');
    reply.headers(problem.more.headers ?? {});
    return page(desk, request, reply, {
      view: 'error',
      status: problem.status,
      data: {
        titulo: problem.status === 404 ? 'No se encontró' : problems[problem.code].es,
        que: problem.more.detail?.es ?? ADVICE[problem.status] ?? problems[problem.code].es,
        referencia: problem.status >= 500 ? request.id : undefined,
      },
    });
  });
}

const ADVICE: Readonly<Record<number, string>> = {
  403: 'Su rol no permite hacer esto. Si lo necesita, pídalo a quien administra el libro.',
  404: 'Esa página o ese reclamo no existe, o no es de su empresa.',
  413: 'Lo que envió es demasiado grande. Vuelva atrás y quite o reduzca los archivos.',
  429: 'Demasiados envíos desde su conexión. Espere un minuto y vuelva a intentarlo.',
  500: 'Algo falló de nuestro lado. Vuelva atrás e intente de nuevo: repetir un envío no lo duplica.',
  503: 'El servicio no responde por ahora. Espere un minuto, vuelva atrás e intente de nuevo: repetir un envío no lo duplica.',
};
