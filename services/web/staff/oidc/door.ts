import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorLog } from '../../layout/index.ts';
import { does } from '../../panel/desk.ts';
import { field, formOf } from '../../panel/form.ts';
import type { Sealing } from '../sealing.ts';
import { type Identity, type Issuer, NotLetIn } from './issuer.ts';
import { ticketsAt } from './ticket.ts';

/** Whom an account of the issuer may come in as. */
export interface Candidate {
  readonly id: string;
  /** What tells it from the others: a firm, a file number. */
  readonly label: string;
}

/** A door that an organisation's own accounts open, beside the one with a password or key. */
export interface IssuerDoor {
  /** `/panel`: the pages behind it. The door itself is at `/entrar` below it. */
  readonly path: string;
  readonly issuer: Issuer;
  readonly sealing: Sealing;
  readonly clock: () => string;
  readonly log: ErrorLog;
  /** As the browser, and the issuer, know us: `https://libro.example`; undefined: as the browser asked. */
  readonly publicUrl: string | undefined;
  /** A page behind the door; whatever else is asked becomes its first page. */
  safePath(path: unknown): string;
  /** Members that exist; nobody is ever made by coming in. */
  candidates(identity: Identity): Promise<readonly Candidate[]>;
  enter(request: FastifyRequest, reply: FastifyReply, id: string, identity: Identity): Promise<void>;
  showWrong(
    request: FastifyRequest,
    reply: FastifyReply,
    text: string,
    status: number,
  ): FastifyReply | Promise<FastifyReply>;
  showChoice(
    request: FastifyRequest,
    reply: FastifyReply,
    of: readonly Candidate[],
  ): FastifyReply | Promise<FastifyReply>;
}

/** To the issuer and back; whoever may come in as several says as whom. The issuer's second factor is the issuer's business. */
export function issuerRoutes(app: FastifyInstance, door: IssuerDoor): void {
  const { path, issuer, clock, log } = door;
  const start = `${path}/entrar/organizacion`;
  const answer = `${start}/vuelta`;
  const tickets = ticketsAt(`${path}/entrar`, { sealing: door.sealing, clock });
  const originOf = (request: FastifyRequest) => door.publicUrl ?? `${request.protocol}://${request.host}`;

  app.get(start, does('house/read', start), async (request, reply) => {
    try {
      const { url, asked } = await issuer.ask(originOf(request) + answer);
      tickets.give(request, reply, { asked, back: door.safePath((request.query as { volver?: unknown }).volver) });
      return reply.redirect(url.href, 303);
    } catch (error) {
      log.error({ requestId: request.id, err: nameOf(error) }, 'the issuer of accounts could not be asked');
      return door.showWrong(request, reply, SILENT, 503);
    }
  });

  app.get(answer, does('house/read', answer), async (request, reply) => {
    const ticket = tickets.take(request, reply);
    if (ticket?.asked === undefined) return door.showWrong(request, reply, STALE, 401);
    let identity: Identity;
    try {
      identity = await issuer.identityOf(new URL(originOf(request) + request.url), ticket.asked);
    } catch (error) {
      log.error({ requestId: request.id, err: nameOf(error) }, 'somebody came back from the issuer and was not let in');
      if (!(error instanceof NotLetIn)) return door.showWrong(request, reply, SILENT, 503);
      return door.showWrong(request, reply, error.why === 'declined' ? DECLINED : STALE, 401);
    }
    const found = await door.candidates(identity);
    const [only] = found;
    if (only === undefined) {
      return door.showWrong(request, reply, identity.email === undefined ? UNVERIFIED : NOBODY, 403);
    }
    if (found.length > 1) {
      tickets.give(request, reply, { identity, back: ticket.back });
      return door.showChoice(request, reply, found);
    }
    await door.enter(request, reply, only.id, identity);
    return reply.redirect(ticket.back, 303);
  });

  const choice = `${start}/eleccion`;
  app.post(choice, does('house/read', choice), async (request, reply) => {
    const ticket = tickets.take(request, reply);
    if (ticket?.identity === undefined) return door.showWrong(request, reply, STALE, 401);
    const identity = { ...ticket.identity, email: ticket.identity.email };
    const id = field(formOf(request.body), 'como');
    const found = await door.candidates(identity);
    if (!found.some((candidate) => candidate.id === id)) return door.showWrong(request, reply, NOBODY, 403);
    await door.enter(request, reply, id, identity);
    return reply.redirect(ticket.back, 303);
  });
}

/** Its kind only: a message may repeat what the issuer said of somebody. */
function nameOf(error: unknown): object {
  return { type: error instanceof Error ? error.name : 'unknown' };
}

const SILENT =
  'El servicio de cuentas de su organización no responde. Espere unos minutos y vuelva a intentarlo, o entre como de costumbre.';
const STALE = 'El ingreso venció, o empezó en otra ventana. Empiece otra vez desde esta página.';
const DECLINED = 'El ingreso se canceló, o su organización no lo permitió. Puede intentarlo otra vez.';
const UNVERIFIED =
  'Su organización no nos confirmó que su correo sea suyo. Pida a su mesa de ayuda que lo verifique, o entre como de costumbre.';
const NOBODY =
  'Su cuenta es válida, pero nadie le ha dado acceso aquí con ese correo. Pídalo a quien administra el libro; si ya lo tenía, puede estar unido a otra cuenta.';
