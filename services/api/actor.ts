import type { CaseScope } from '@foja/contracts/events/indecopi.ts';
import type { KeyRole } from '@foja/contracts/events/provider.ts';
import { isWholeProvider } from '@foja/domain/indecopi/index.ts';

/**
 * Who asks. A key's role is scoped to the RUC that the key belongs to, an auditor's also to several that were named to it;
 * an official's of Indecopi to what was granted; a tracking token, to one claim.
 */
export type Actor =
  | { readonly role: 'anonymous' }
  | { readonly role: 'operator' }
  | { readonly role: 'consumer'; readonly claimId: string }
  | { readonly role: 'auditor'; readonly rucs: readonly string[]; readonly keyId: string }
  | { readonly role: 'indecopi'; readonly scopes: readonly CaseScope[]; readonly keyId: string }
  | { readonly role: KeyRole; readonly ruc: string; readonly keyId: string };

/** RUCs of the providers that are the actor's to see, whole; the operator's and the consumer's are none. */
export function rucsOf(actor: Actor): readonly string[] {
  if ('rucs' in actor) return actor.rucs;
  if ('scopes' in actor) return [...new Set(actor.scopes.filter(isWholeProvider).map(({ ruc }) => ruc))];
  return 'ruc' in actor ? [actor.ruc] : [];
}

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
