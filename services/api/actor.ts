import type { KeyRole } from '@foja/contracts/events/provider.ts';

/** Who asks. A key's role is scoped to the RUC that the key belongs to; a tracking token, to one claim. */
export type Actor =
  | { readonly role: 'anonymous' }
  | { readonly role: 'operator' }
  | { readonly role: 'consumer'; readonly claimId: string }
  | { readonly role: KeyRole; readonly ruc: string; readonly keyId: string };

/** How the actor stands in an event's metadata. A consumer is never named there: the claim says who it is. */
export function actorOfRecord(actor: Actor): { role: string; id: string } {
  switch (actor.role) {
    case 'anonymous':
      return { role: 'consumer', id: 'anonymous' };
    case 'operator':
      return { role: 'operator', id: 'operator' };
    case 'consumer':
      return { role: 'consumer', id: 'tracking-token' };
    default:
      return { role: actor.role, id: actor.keyId };
  }
}
