import type { Commands } from '@foja/commands';
import { Problem, problemAnswer, refused } from '@foja/commands/problems/problem.ts';
import type { Command } from '@foja/contracts/integration/commands/catalogue.ts';
import type { CommandResult } from '@foja/contracts/integration/commands/result.ts';
import {
  type Answer,
  type ClaimDecider,
  extendDeadline,
  offerSettlement,
  respond,
  viewClaim,
} from '@foja/domain/claim/index.ts';
import type { Incoming, Sent } from './incoming.ts';

/** What became of a command, and when. */
export interface Outcome {
  readonly result: CommandResult;
  /** An instant. */
  readonly time: string;
}

export interface CarryingOut {
  /** Whose topic it came on: the one firm whose claims it is about. */
  readonly ruc: string;
  readonly commands: Pick<Commands, 'claim' | 'onClaim'>;
  readonly clock: () => string;
}

/** Others were faster, again and again: nothing was written, and the same command may well go through. */
export class StillRacing extends Error {
  override readonly name = 'StillRacing';
}

/**
 * Does what the HTTP API does for the same command, with the same refusals. Again with the same id it writes nothing and
 * answers the same. @throws StillRacing, and what the store throws
 */
export async function carryOut(incoming: Incoming & { kind: 'command' }, about: CarryingOut): Promise<Outcome> {
  const { messageId, commandId, command, traceparent } = incoming;
  const { claimId, expectedRevision } = command.data;
  const { ruc, commands, clock } = about;
  const head = { messageId, commandId, type: command.type, claimId };
  const refusal = (problem: Problem): Outcome => ({
    result: { ...head, outcome: 'refused', problem: problemAnswer(problem, 'es', commandId) },
    time: clock(),
  });
  const claim = await commands.claim(claimId);
  // Somebody else's claim is answered as one that does not exist: nobody may learn that it does.
  if (claim === undefined || claim.state.filed.ruc !== ruc) return refusal(new Problem('resource/not-found'));
  const by = { actor: ERP, commandId, correlationId: commandId, traceparent, expectedRevision };
  const done = await commands.onClaim(claimId, deciderOf(command), by, { seen: claim });
  if (!done.ok) {
    if (done.refusal.code === 'concurrency/conflict') throw new StillRacing(done.refusal.code);
    return refusal(refused(done.refusal));
  }
  const { history, revision } = done.state;
  const own = history.findLast(({ metadata }) => metadata.causationId === commandId);
  // To see what was seen already writes nothing: its result is the first sight's, whenever it is asked again.
  const said = own ?? history.find(({ event }) => event.type === 'ClaimViewed');
  return {
    result: { ...head, outcome: 'done', revision: said?.revision ?? revision },
    time: said?.metadata.occurredAt ?? clock(),
  };
}

/** What was no command, for whoever waits for its result. */
export function rejected({ messageId, commandId }: Sent, problem: Problem, clock: () => string): Outcome {
  const result = { messageId, commandId, outcome: 'rejected' as const };
  return { result: { ...result, problem: problemAnswer(problem, 'es', commandId) }, time: clock() };
}

/** In the claim's history: a program of the firm's, by way of Kafka. */
const ERP = { role: 'erp', id: 'kafka' };

function deciderOf(command: Command): ClaimDecider {
  switch (command.type) {
    case 'foja.command.view-claim.v1':
      return (claim) => viewClaim(claim);
    case 'foja.command.respond-to-claim.v1':
      return (claim, about) => respond(claim, bodyOf(command.data) as Answer, about);
    case 'foja.command.offer-settlement.v1':
      return (claim, about) => offerSettlement(claim, bodyOf(command.data), about);
    case 'foja.command.extend-deadline.v1':
      return (claim, about) => extendDeadline(claim, bodyOf(command.data), about);
  }
}

/** What the HTTP API has in the body; the rest is in its path and headers. */
function bodyOf<D extends Command['data']>({ claimId: _claimId, expectedRevision: _revision, ...body }: D) {
  return body;
}
