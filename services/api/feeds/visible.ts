import type { CaseScope } from '@foja/contracts/events/indecopi.ts';
import { holdsClaim, isWholeProvider } from '@foja/domain/indecopi/index.ts';
import type { FeedMessage } from '@foja/feeds';
import type { Actor } from '../actor.ts';

/**
 * Whether somebody who may read the feed may see this message of it. An official sees what the key or the leave covers, and
 * checkpoints, which are of nobody; everybody else who got here sees all of it.
 */
export function isVisible(actor: Actor, { subject, data }: FeedMessage): boolean {
  if (actor.role !== 'indecopi') return true;
  const { ruc, bookId, filedOn } = data as Readonly<Record<string, string | undefined>>;
  if (ruc === undefined) return true;
  const scopes: readonly CaseScope[] = 'scopes' in actor ? actor.scopes : [{ ruc: actor.ruc }];
  if (subject === null || bookId === undefined || filedOn === undefined) {
    return scopes.some((scope) => scope.ruc === ruc && isWholeProvider(scope));
  }
  return scopes.some((scope) => holdsClaim(scope, { ruc, claimId: subject, bookId, filedOn }));
}
