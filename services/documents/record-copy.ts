import type { EventOf } from '@foja/contracts';
import type { ClaimEvent, ClaimState } from '@foja/domain/claim/index.ts';
import { type Decision, happened } from '@foja/domain/decision.ts';

/**
 * The decider for `commands.onClaim` that records a copy handed over or sent (Reglamento, arts. 4-B and 5), with the hash
 * of the very bytes. Whoever delivers calls it, after the delivery; a repeated command id records nothing twice.
 */
export function copyDelivered(copy: EventOf<'CopyDelivered'>['data']): (claim: ClaimState) => Decision<ClaimEvent> {
  return () => happened({ type: 'CopyDelivered', data: copy });
}
