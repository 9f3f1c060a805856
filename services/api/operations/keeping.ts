import { refused } from '@foja/commands/problems/problem.ts';
import type { keepingRoutes } from '@foja/contracts/http/routes/keeping.ts';
import type { Circumstances, ClaimEvent, ClaimState } from '@foja/domain/claim/index.ts';
import * as claims from '@foja/domain/claim/index.ts';
import type { Decision } from '@foja/domain/decision.ts';
import type { Call, Operations, Reply, World } from '../call.ts';
import { claimOf } from './located.ts';
import { written } from './replies.ts';

type Rules = Parameters<typeof claims.keepingOf>[1]['rules'];

export const keepingOperations: Operations<typeof keepingRoutes> = {
  requestCancellation: (call, world) =>
    decided(call, world, 201, (rules) => (claim, { now }) => {
      const by = call.actor.role === 'consumer' ? 'consumer' : (call.body.by ?? 'consumer');
      return claims.requestCancellation(claim, { by, comment: call.body.comment }, { rules, now });
    }),
  placeHold: (call, world) => decided(call, world, 201, () => (claim) => claims.placeHold(claim, call.body)),
  liftHold: (call, world) =>
    decided(
      call,
      world,
      200,
      () => (claim) => claims.liftHold(claim, { holdNumber: call.params.n, reason: call.body.reason }),
    ),
  eraseClaim: (call, world) =>
    decided(
      call,
      world,
      200,
      (rules) =>
        (claim, { now }) =>
          claims.eraseClaim(claim, { rules, now, cause: 'operator' }),
    ),
};

/** Where nothing here can carry an erasure out. */
export const leftToTheNight: World['erasure'] = {
  rules: async () => claims.shippedRetention,
  carryOut: async () => undefined,
};

/** What was decided is carried out before it is answered; what a crash leaves undone, the nightly round finishes. */
async function decided(
  call: Pick<Call, 'caller' | 'located'>,
  { commands, erasure, clock }: World,
  status: number,
  decider: (rules: Rules) => (claim: ClaimState, about: Circumstances) => Decision<ClaimEvent>,
): Promise<Reply> {
  const { claimId } = claimOf(call);
  const rules = await erasure.rules();
  const result = await commands.onClaim(claimId, decider(rules), call.caller);
  if (!result.ok) throw refused(result.refusal);
  const { state } = result.state;
  if (state.erasedOn !== undefined) await erasure.carryOut(claimId);
  const headers = { etag: `"${result.revision}"` };
  return written(result, { status, headers, body: keepingAnswer(claimId, state, { rules, now: clock() }) });
}

function keepingAnswer(claimId: string, state: ClaimState, law: Parameters<typeof claims.keepingOf>[1]) {
  const { grounds, until, norm } = claims.keepingOf(state, law);
  const { erasedOn, holds, cancellations } = state;
  return {
    claimId,
    ...(erasedOn === undefined ? {} : { erasedOn }),
    grounds: erasedOn === undefined ? grounds : [],
    ...(until === undefined ? {} : { keptUntil: until }),
    norm,
    holds,
    cancellations,
  };
}
