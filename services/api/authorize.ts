import { type Action, type Audience, actions } from '@foja/contracts/http/actions.ts';
import { type Actor, rucsOf } from './actor.ts';

/** What is asked about: nobody's, one provider's, one claim's, or an auditor's key. `absent`: there is no such thing. */
export type Resource =
  | { readonly kind: 'house' }
  | { readonly kind: 'provider'; readonly ruc: string }
  | { readonly kind: 'claim'; readonly ruc: string; readonly claimId: string }
  | { readonly kind: 'auditor' }
  | { readonly kind: 'absent' };

/** `not-found`: it is somebody else's, and whoever asks may not even learn that it exists. */
export type Verdict = 'allowed' | 'unauthenticated' | 'forbidden' | 'not-found';

/** The one place that decides who may do what. */
export function authorize(actor: Actor, action: Action, resource: Resource): Verdict {
  const permitted: readonly Audience[] = actions[action];
  const allowed = permitted.includes(actor.role);
  if (permitted.includes('anonymous')) return 'allowed';
  if (actor.role === 'anonymous') return 'unauthenticated';
  if (actor.role === 'operator' || resource.kind === 'house') return allowed ? 'allowed' : 'forbidden';
  if (!isTheirs(actor, resource)) return 'not-found';
  return allowed ? 'allowed' : 'forbidden';
}

function isTheirs(actor: Exclude<Actor, { role: 'anonymous' | 'operator' }>, resource: Resource): boolean {
  if (resource.kind !== 'provider' && resource.kind !== 'claim') return false;
  if (actor.role === 'consumer') return resource.kind === 'claim' && resource.claimId === actor.claimId;
  return rucsOf(actor).includes(resource.ruc);
}
