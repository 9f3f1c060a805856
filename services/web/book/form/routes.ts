import { claimIdOf } from '@foja/commands/event-ids.ts';
import { Problem, refused } from '@foja/commands/problems/problem.ts';
import type { FastifyInstance } from 'fastify';
import { type BookWeb, bookPath, findBook, findFirm } from '../context.ts';
import { MOST_FILES, receive } from '../evidence/receive.ts';
import { refusalSentence } from '../evidence/sentences.ts';
import { LEAST_FILL_MS } from '../robots.ts';
import { sendAlreadyFiled, sendNoBook } from './dead-ends.ts';
import { submissionOf } from './fields.ts';
import { attachAll, fileSheet } from './file-sheet.ts';
import { blankForm, type FormState, sendForm, shown } from './form-page.ts';
import { opened, trapped } from './opened.ts';
import { sendPreview } from './preview-page.ts';
import { readSheet } from './sheet-body.ts';

type OfBook = { Params: { ruc: string; code: string } };
const says = (action: 'house/read' | 'claim/file', path: string) => ({ config: { route: { action, path } } });

/** The form, its preview, and the filing. Nothing is kept here between them: the page carries it all. */
export function registerForm(app: FastifyInstance, web: BookWeb): void {
  app.get<{ Params: { ruc: string } }>('/libro/:ruc', says('house/read', '/libro/{ruc}'), async (request, reply) => {
    const found = await findFirm(web, request.params.ruc);
    const [only, ...others] = found.books;
    if (only === undefined) return sendNoBook(web, request, reply, found);
    if (others.length === 0) return reply.redirect(bookPath(found.firm.ruc, only.code), 302);
    const libros = found.books.map((book) => ({ ...book, href: bookPath(found.firm.ruc, book.code) }));
    return web.page(request, reply, {
      view: 'book/choose-book',
      framedBy: found.provider.allowedOrigins,
      indexed: true,
      data: {
        titulo: '¿En qué sede ocurrió?',
        sitio: found.firm.legalName,
        firma: found.firm,
        libros,
        guiones: ['book/form.js'],
      },
    });
  });

  app.get<OfBook>('/libro/:ruc/:code', says('house/read', '/libro/{ruc}/{code}'), async (request, reply) => {
    const found = await findBook(web, request.params);
    if (found.book.closed) return sendNoBook(web, request, reply, found);
    return sendForm(web, request, reply, { found, state: blankForm(web, found) });
  });

  for (const step of ['revisar', 'presentar']) {
    const path = `/libro/:ruc/:code/${step}`;
    app.get<OfBook>(path, says('house/read', `/libro/{ruc}/{code}/${step}`), async (request, reply) =>
      reply.redirect(bookPath(request.params.ruc, request.params.code), 303),
    );
  }

  app.post<OfBook>('/libro/:ruc/:code', says('claim/file', '/libro/{ruc}/{code}'), async (request, reply) => {
    const { found, state } = await opened(web, request, submissionOf(request.body));
    return sendForm(web, request, reply, { found, state });
  });

  app.post<OfBook>(
    '/libro/:ruc/:code/revisar',
    says('claim/file', '/libro/{ruc}/{code}/revisar'),
    async (request, reply) => {
      const { staging } = web;
      const takenOf = (body: object) => submissionOf(body).attachments.length;
      const received = await receive(request, { staging, takenOf });
      const submission = submissionOf(received.body);
      const { found, state, key } = await opened(web, request, submission);
      const added = received.attachments.map((one) => ({
        ...one,
        ref: web.attachmentSeals.seal(one, key.idempotencyKey),
      }));
      const all = [...state.attachments, ...added];
      const extra = all.slice(MOST_FILES).map(({ fileName }) => refusalSentence('too-many', fileName));
      const after: FormState = { ...state, attachments: all.slice(0, MOST_FILES) };
      const refusals = [...received.refusals, ...extra];
      const wrong = trapped(submission);
      const sheet = readSheet(state.fields);
      if (!sheet.ok || wrong.length > 0) {
        const errors = [...wrong, ...(sheet.ok ? [] : sheet.errors)];
        return sendForm(web, request, reply, { found, state: { ...after, errors }, refusals, status: 422 });
      }
      return sendPreview(web, request, reply, { found, state: after, body: sheet.body, refusals });
    },
  );

  app.post<OfBook>(
    '/libro/:ruc/:code/presentar',
    says('claim/file', '/libro/{ruc}/{code}/presentar'),
    async (request, reply) => {
      const submission = submissionOf(request.body);
      const { found, state, key, resealed } = await opened(web, request, submission);
      const sheet = readSheet(state.fields);
      const wrong = trapped(submission);
      if (!sheet.ok || wrong.length > 0) {
        const errors = [...wrong, ...(sheet.ok ? [] : sheet.errors)];
        return sendForm(web, request, reply, { found, state: { ...state, errors }, status: 422 });
      }
      const again = (texto: string, status: number, campo: 'conformidad' | '' = '') =>
        sendPreview(web, request, reply, {
          found,
          state: { ...state, errors: [{ campo, texto }] },
          body: sheet.body,
          status,
        });
      if (!submission.conformity) {
        return again('Marque la casilla para expresar su conformidad: reemplaza su firma', 422, 'conformidad');
      }
      if (resealed)
        return again(
          'Esta página estuvo abierta mucho tiempo. Marque su conformidad y presione otra vez «Presentar mi hoja»',
          422,
        );
      if (web.settings.rateLimit && key.ageMs < LEAST_FILL_MS) {
        return again(
          'El envío llegó demasiado rápido. Espere unos segundos, marque su conformidad y preséntela otra vez',
          422,
        );
      }
      const claimId = claimIdOf(found.book.bookId, key.idempotencyKey);
      // A sheet that is sent again costs nothing.
      const counted = web.settings.rateLimit && (await web.commands.claim(claimId)) === undefined;
      if (counted && !web.filings.take(request.ip, Date.parse(web.clock()))) {
        return again(
          'Desde su conexión se presentaron muchas hojas en poco tiempo. Espere unos minutos y preséntela otra vez',
          429,
        );
      }
      const about = {
        bookId: found.book.bookId,
        idempotencyKey: key.idempotencyKey,
        body: sheet.body,
        requestId: request.id,
        traceparent: request.span?.traceparent,
      };
      const result = await fileSheet(web.commands, about);
      const receipt = `/seguimiento/${web.tokens.tokenFor(claimId)}/constancia`;
      if (!result.ok) {
        if (result.refusal.code === 'idempotency/reused') return sendAlreadyFiled(web, request, reply, found, receipt);
        if (result.refusal.code === 'book/closed') return sendNoBook(web, request, reply, found);
        throw refused(result.refusal);
      }
      const missing = await attachAll(web, { claimId, attachments: state.attachments, requestId: request.id });
      return reply.redirect(missing === 0 ? receipt : `${receipt}?faltan=${missing}`, 303);
    },
  );

  app.post<OfBook>(
    '/libro/:ruc/:code/archivos',
    says('claim/file', '/libro/{ruc}/{code}/archivos'),
    async (request, reply) => {
      const now = Date.parse(web.clock());
      if (web.settings.rateLimit && !web.uploads.take(request.ip, now)) throw new Problem('request/rate-limited');
      const { staging } = web;
      const received = await receive(request, { staging, takenOf: (body) => submissionOf(body).attachments.length });
      const { key, resealed } = await opened(web, request, submissionOf(received.body));
      if (resealed) throw new Problem('request/malformed');
      const adjuntos = received.attachments
        .map((one) => ({ ...one, ref: web.attachmentSeals.seal(one, key.idempotencyKey) }))
        .map(shown);
      return reply.header('cache-control', 'no-store').send({ adjuntos, rechazos: received.refusals });
    },
  );
}
