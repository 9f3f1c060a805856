import type { Requester } from '@foja/casefiles';
import type { CaseScope } from '@foja/contracts/events/indecopi.ts';
import { type Action, type Audience, actions } from '@foja/contracts/http/actions.ts';
import { holdsClaim, isWholeProvider } from '@foja/domain/indecopi/index.ts';
import { type Actor, rucsOf } from './actor.ts';

/** What is asked about: nobody's, one provider's, one claim's, or an auditor's key. `absent`: there is no such thing. */
export type Resource =
  | { readonly kind: 'house' }
  | { readonly kind: 'provider'; readonly ruc: string }
  | {
      readonly kind: 'claim';
      readonly ruc: string;
      readonly claimId: string;
      /** Without these two, a leave that is narrower than a provider lets nobody see it. */
      readonly bookId?: string;
      /** Day in Lima. */
      readonly filedOn?: string;
    }
  | {
      readonly kind: 'case-file';
      readonly requester: Requester;
      /** Providers whose sheets Indecopi asked for with it. */
      readonly concerns?: readonly string[];
    }
  | { readonly kind: 'auditor' }
  | { readonly kind: 'grant' }
  /** A firm's feed, or, without a RUC, the regulator's. */
  | { readonly kind: 'feed'; readonly ruc: string | undefined }
  | { readonly kind: 'absent' };

/** `not-found`: it is somebody else's, and whoever asks may not even learn that it exists. */
export type Verdict = 'allowed' | 'unauthenticated' | 'forbidden' | 'not-found';

/** The one place that decides who may do what. */
export function authorize(actor: Actor, action: Action, resource: Resource): Verdict {
  const permitted: readonly Audience[] = actions[action];
  const allowed = permitted.includes(actor.role);
  if (permitted.includes('anonymous')) return 'allowed';
  if (actor.role === 'anonymous') return 'unauthenticated';
  if (resource.kind === 'feed') return ofFeed(actor, resource.ruc);
  if (actor.role === 'operator' || resource.kind === 'house') return allowed ? 'allowed' : 'forbidden';
  if (action === 'case-file/follow' && resource.kind === 'case-file') {
    if (!rucsOf(actor).some((ruc) => resource.concerns?.includes(ruc))) return 'not-found';
  } else if (!isTheirs(actor, resource)) return 'not-found';
  return allowed ? 'allowed' : 'forbidden';
}

function isTheirs(actor: Exclude<Actor, { role: 'anonymous' | 'operator' }>, resource: Resource): boolean {
  if (resource.kind === 'case-file') return isRequester(actor, resource.requester);
  if (resource.kind !== 'provider' && resource.kind !== 'claim') return false;
  if (actor.role === 'consumer') return resource.kind === 'claim' && resource.claimId === actor.claimId;
  if ('scopes' in actor && resource.kind === 'claim') return isGranted(actor.scopes, resource);
  return rucsOf(actor).includes(resource.ruc);
}

function isGranted(scopes: readonly CaseScope[], { ruc, claimId, bookId, filedOn }: Resource & { kind: 'claim' }) {
  if (bookId === undefined || filedOn === undefined) {
    return scopes.some((scope) => scope.ruc === ruc && isWholeProvider(scope));
  }
  return scopes.some((scope) => holdsClaim(scope, { ruc, claimId, bookId, filedOn }));
}

/**
 * A firm's feed is for its own people and programs; the regulator's for officials, of whatever provider, and the operator.
 * Which of its messages an official then sees, the leave says.
 */
function ofFeed(actor: Exclude<Actor, { role: 'anonymous' }>, ruc: string | undefined): Verdict {
  const supervises = actor.role === 'operator' || actor.role === 'indecopi';
  if (ruc === undefined) return supervises ? 'allowed' : 'forbidden';
  if (actor.role === 'operator') return 'forbidden';
  if (!rucsOf(actor).includes(ruc)) return 'not-found';
  return supervises ? 'forbidden' : 'allowed';
}

/** A case file is its requester's alone: one official's is not another's, and Indecopi's is not the provider's. */
function isRequester(actor: Parameters<typeof isTheirs>[0], { role, id }: Requester): boolean {
  if (actor.role === 'consumer') return false;
  if (actor.role === 'indecopi') return role === 'indecopi' && id === actor.keyId;
  return role === 'provider' && rucsOf(actor).includes(id);
}
