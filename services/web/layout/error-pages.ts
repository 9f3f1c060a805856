import { problemOf } from '@foja/api/errors.ts';
import { withoutData } from '@foja/api/request-log.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { problems } from '@foja/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from './page.ts';
import type { Views } from './views.ts';

export interface ErrorLog {
  error(about: object, message: string): void;
}

/** What goes wrong on a page is told as a page: what happened, and what the person can do. Nothing of the request. */
export function answerErrorsAsPages(app: FastifyInstance, views: Views, log: ErrorLog): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error, request.method !== 'GET');
    if (problem.status >= 500) log.error({ requestId: request.id, err: withoutData(error) }, 'page failed');
    return sendProblemPage(views, request, reply, problem);
  });
}

/** How a part of the site that one has to sign in to tells what goes wrong, within its own pages. */
export interface InnerErrors {
  readonly log: ErrorLog;
  /** Where whoever is not signed in, or no longer, is led to; undefined: they are answered without a page. */
  door(request: FastifyRequest): string | undefined;
  /** What to do about it, by status; what the catalogue of problems says stands in for the others. */
  readonly advice: Readonly<Record<number, string>>;
  show(request: FastifyRequest, reply: FastifyReply, page: InnerErrorPage): FastifyReply | Promise<FastifyReply>;
}

export interface InnerErrorPage {
  readonly view: 'error';
  readonly status: number;
  readonly data: { readonly titulo: string; readonly que: string; readonly referencia: string | undefined };
}

export function answerErrorsInside(app: FastifyInstance, { log, door, advice, show }: InnerErrors): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error, request.method !== 'GET');
    const { status } = problem;
    if (status === 401) {
      const to = door(request);
      return to === undefined ? reply.code(401).send() : reply.redirect(to, 303);
    }
    if (status >= 500) log.error({ requestId: request.id, err: withoutData(error) }, 'page failed');
    reply.headers(problem.more.headers ?? {});
    return show(request, reply, {
      view: 'error',
      status,
      data: {
        titulo: status === 404 ? 'No se encontró' : problems[problem.code].es,
        que: problem.more.detail?.es ?? advice[status] ?? problems[problem.code].es,
        referencia: status >= 500 ? request.id : undefined,
      },
    });
  });
}

/** An address that nothing answers, a link that was cut short in a mail among them. */
export function notFoundPage(views: Views) {
  return (request: FastifyRequest, reply: FastifyReply) =>
    sendProblemPage(views, request, reply, new Problem('request/not-found'));
}

function sendProblemPage(views: Views, request: FastifyRequest, reply: FastifyReply, problem: Problem) {
  reply.headers(problem.more.headers ?? {});
  return sendPage(views, request, reply, {
    view: 'layout/error',
    status: problem.status,
    data: {
      titulo: TITLES[problem.status] ?? problems[problem.code].es,
      que: problems[problem.code].es,
      consejo: ADVICE[problem.status] ?? ADVICE[500],
      referencia: problem.status >= 500 ? request.id : undefined,
    },
  });
}

const TITLES: Readonly<Record<number, string>> = {
  404: 'No encontramos esa página',
  413: 'El envío es demasiado grande',
  429: 'Espere un momento',
  500: 'Algo falló de nuestro lado',
  503: 'El servicio no responde por ahora',
};

const ADVICE: Readonly<Record<number, string>> = {
  400: 'Vuelva atrás y envíelo otra vez. Si adjuntó muchos archivos, quite algunos: podrá agregarlos después.',
  404: 'Revise que la dirección esté completa. Si llegó por un enlace o un código QR, pida a la empresa el correcto.',
  409: 'Vuelva a entrar al libro desde el inicio: algo cambió mientras usted escribía.',
  413: 'Vuelva atrás y quite los archivos adjuntos: podrá agregarlos después, desde la página de seguimiento.',
  429: 'Hubo muchos envíos desde su conexión. Espere un minuto y vuelva a intentarlo; lo que escribió no se pierde si vuelve atrás.',
  500: 'Espere un minuto, vuelva atrás e intente de nuevo. Si ya estaba presentando su hoja, puede repetir el envío sin miedo: no se registrará dos veces.',
  503: 'Espere un minuto y vuelva a intentarlo. Si ya estaba presentando su hoja, puede repetir el envío sin miedo: no se registrará dos veces.',
};
