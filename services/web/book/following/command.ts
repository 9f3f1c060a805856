import { createHash } from 'node:crypto';
import { actorOfRecord } from '@foja/api/actor.ts';
import type { CommandResult } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BookWeb } from '../context.ts';
import { follow, type OfToken } from './claim.ts';

/** A command by the consumer. The same one on the same claim is one, however often the button is pressed. */
export async function command(
  web: BookWeb,
  request: FastifyRequest,
  what: string,
  decide: Parameters<BookWeb['commands']['onClaim']>[1],
): Promise<CommandResult<unknown>> {
  const { claimId } = await follow(web, request);
  return web.commands.onClaim(claimId, decide, {
    actor: actorOfRecord({ role: 'consumer', claimId }),
    commandId: eventId(claimId, createHash('sha256').update(what).digest('hex')),
    correlationId: request.id,
    traceparent: request.span?.traceparent,
  });
}

/** To the claim's page, which says what was done. */
export function back(request: FastifyRequest, reply: FastifyReply, done: string): FastifyReply {
  return reply.redirect(`/seguimiento/${(request.params as OfToken['Params']).token}?hecho=${done}`, 303);
}

/** Text fields of a posted form; blank ones are absent. */
export function texts(body: unknown): Record<string, string | undefined> {
  const fields = Object.entries(typeof body === 'object' && body !== null ? body : {});
  return Object.fromEntries(
    fields.flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.replaceAll(/\r\n?/g, '\n')]] : [],
    ),
  );
}
