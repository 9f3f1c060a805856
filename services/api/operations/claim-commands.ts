import { refused } from '@foja/commands/problems/problem.ts';
import type { claimCommandRoutes } from '@foja/contracts/http/routes/claim-commands.ts';
import type { Circumstances, ClaimEvent, ClaimState } from '@foja/domain/claim/index.ts';
import * as claims from '@foja/domain/claim/index.ts';
import type { Decision } from '@foja/domain/decision.ts';
import type { Call, Operations, Reply, World } from '../call.ts';
import { claimAnswer } from './claim-answer.ts';
import { claimOf } from './located.ts';
import { written } from './replies.ts';

export const claimCommandOperations: Operations<typeof claimCommandRoutes> = {
  viewClaim: (call, world) => decided(call, world, 200, (claim) => claims.viewClaim(claim)),
  reclassifyClaim: (call, world) =>
    decided(call, world, 200, (claim, about) => claims.reclassify(claim, call.body.reason, about)),
  extendDeadline: (call, world) =>
    decided(call, world, 200, (claim, about) => claims.extendDeadline(claim, call.body, about)),
  respondToClaim: (call, world) =>
    decided(call, world, 200, (claim, about) => claims.respond(claim, call.body as claims.Answer, about)),
  offerSettlement: (call, world) =>
    decided(call, world, 201, (claim, about) => claims.offerSettlement(claim, call.body, about)),
  acceptOffer: (call, world) =>
    decided(call, world, 200, (claim, about) => {
      const by = partyOf(call);
      return claims.acceptOffer(claim, { offerNumber: call.params.n, means: call.body.means, by }, about);
    }),
  rejectOffer: (call, world) =>
    decided(call, world, 200, (claim, about) =>
      claims.rejectOffer(claim, { offerNumber: call.params.n, reason: call.body.reason, by: partyOf(call) }, about),
    ),
  // Named by its hash: with the name no bytes come, and whoever knows a hash gets none by it, wherever they lie.
  attachEvidence: (call, world) =>
    decided(call, world, 201, (claim) =>
      claims.attachEvidence(claim, {
        ...call.body,
        evidenceId: call.caller.commandId,
        by: partyOf(call),
        bytes: 'named-only',
      }),
    ),
  requestCopy: (call, world) =>
    decided(call, world, 201, (claim, about) => claims.requestCopy(claim, call.body, about)),
  deliverCopy: (call, world) =>
    decided(call, world, 200, (claim) =>
      claims.deliverCopy(claim, { requestNumber: call.params.n, medium: call.body.medium }),
    ),
  reportFulfilment: (call, world) => decided(call, world, 200, (claim) => claims.reportFulfilment(claim, call.body)),
};

export async function decided(
  call: Pick<Call, 'actor' | 'caller' | 'located'>,
  { commands }: World,
  status: number,
  decide: (claim: ClaimState, about: Circumstances) => Decision<ClaimEvent>,
): Promise<Reply> {
  const { claimId, claim } = claimOf(call);
  const result = await commands.onClaim(claimId, decide, call.caller, { seen: claim });
  if (!result.ok) throw refused(result.refusal);
  const headers = { etag: `"${result.revision}"` };
  return written(result, { status, headers, body: claimAnswer(result.state, call.actor) });
}

function partyOf({ actor }: Pick<Call, 'actor'>): 'consumer' | 'provider' {
  return actor.role === 'consumer' ? 'consumer' : 'provider';
}
