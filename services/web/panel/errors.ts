import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerErrorsInside } from '../layout/index.ts';
import { ENROLMENT } from './account/enrolment.ts';
import { type Desk, page } from './desk.ts';

/** What goes wrong in the panel is told as a page of it; who is not signed in is led to the door, and back afterwards. */
export function answerAsPages(app: FastifyInstance, desk: Desk): void {
  answerErrorsInside(app, {
    log: desk.log,
    door,
    advice: ADVICE,
    show: (request, reply, told) => page(desk, request, reply, told),
  });
}

function door({ method, url, headers, enrolling }: FastifyRequest): string | undefined {
  if (headers.accept === 'text/event-stream') return undefined;
  const back = method === 'GET' && url !== '/panel' ? `?volver=${encodeURIComponent(url)}` : '';
  return `${enrolling === undefined ? '/panel/entrar' : ENROLMENT}${back}`;
}

const ADVICE: Readonly<Record<number, string>> = {
  403: 'Su rol no permite hacer esto. Si lo necesita, pídalo a quien administra el libro.',
  404: 'Esa página o ese reclamo no existe, o no es de su empresa.',
  413: 'Lo que envió es demasiado grande. Vuelva atrás y quite o reduzca los archivos.',
  429: 'Demasiados envíos desde su conexión. Espere un minuto y vuelva a intentarlo.',
  500: 'Algo falló de nuestro lado. Vuelva atrás e intente de nuevo: repetir un envío no lo duplica.',
  503: 'El servicio no responde por ahora. Espere un minuto, vuelva atrás e intente de nuevo: repetir un envío no lo duplica.',
};
