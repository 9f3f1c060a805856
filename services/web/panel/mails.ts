import type { MailState } from '@foja/notifications';
import type { FastifyInstance } from 'fastify';
import { type Desk, does, may, page, personOf } from './desk.ts';
import { field, formOf } from './form.ts';

const PAGE = 50;

/** What became of the mails: what waits, what went out, and what could not be delivered. */
export function mailRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/correos';
  app.get(url, does('register/search', url), async (request, reply) => {
    const { estado, cursor } = request.query as { estado?: string; cursor?: string };
    const state = STATES.find((one) => one === estado);
    const person = personOf(request);
    const found = await desk.mailLog?.list({ ruc: person.ruc, state, cursor, limit: PAGE });
    return page(desk, request, reply, {
      view: 'correos',
      data: {
        titulo: 'Correos',
        hayCorreo: desk.mailLog !== undefined,
        quedanAqui: desk.mailStaysHere === true,
        estado: state,
        correos: found?.items.map((mail) => ({ ...mail, en: WORDS[mail.state], tono: TONES[mail.state] })) ?? [],
        siguiente: found?.nextCursor,
        reintenta: desk.mailLog !== undefined && may(person, 'claim/respond'),
      },
    });
  });

  app.post(`${url}/reintentar`, does('claim/respond', `${url}/reintentar`), async (request, reply) => {
    await desk.mailLog?.retry(personOf(request).ruc, field(formOf(request.body), 'correo'));
    return reply.redirect(`${url}?estado=dead`, 303);
  });
}

const STATES: readonly MailState[] = ['dead', 'waiting', 'sent', 'kept'];

const WORDS: Readonly<Record<MailState, string>> = {
  waiting: 'Por enviar',
  sent: 'Entregado al servidor',
  kept: 'Guardado, no enviado',
  dead: 'No se pudo enviar',
};
const TONES: Readonly<Record<MailState, string>> = { waiting: 'info', sent: 'ok', kept: 'warn', dead: 'error' };
