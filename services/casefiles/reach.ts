import type { CaseScope } from '@foja/contracts/events/indecopi.ts';
import { holdsClaim, type ScopedClaim } from '@foja/domain/indecopi/index.ts';
import type { RegisterQueries } from '@foja/projections';

/** Where the walk through a case file's claims stands: in which scope, and after which page of it. */
export interface Place {
  readonly scope: number;
  readonly cursor: string | undefined;
}

export interface ClaimPage {
  readonly claimIds: readonly string[];
  /** Where to go on; undefined at the end. */
  readonly next: Place | undefined;
}

export interface Reach {
  readonly scopes: readonly CaseScope[];
  /** Instant of the request: what was filed later is not in it. */
  readonly filedUntil: string;
}

/** The most that the register gives at once. */
const PAGE = 200;

/**
 * One page of the claims within the scopes, the newest of each scope first: the same pages however often it is asked, since
 * what comes later is filed later. A claim that an earlier scope holds too is left out of the later one.
 */
export async function claimsAfter(
  register: Pick<RegisterQueries, 'search' | 'byId'>,
  { scopes, filedUntil }: Reach,
  place: Place,
): Promise<ClaimPage> {
  const scope = scopes[place.scope];
  if (scope === undefined) return { claimIds: [], next: undefined };
  const earlier = scopes.slice(0, place.scope);
  const isMine = (claim: ScopedClaim & { readonly filedAt: string }) =>
    holdsClaim(scope, claim) &&
    Date.parse(claim.filedAt) <= Date.parse(filedUntil) &&
    !earlier.some((other) => holdsClaim(other, claim));
  const nextScope = place.scope + 1 < scopes.length ? { scope: place.scope + 1, cursor: undefined } : undefined;
  if (scope.claimId !== undefined) {
    const claim = await register.byId(scope.claimId);
    return { claimIds: claim !== undefined && isMine(claim) ? [claim.claimId] : [], next: nextScope };
  }
  const { ruc, bookId, filedFrom, filedTo } = scope;
  const search = { rucs: [ruc], bookId, filedFrom, filedTo, cursor: place.cursor, limit: PAGE };
  const { items, nextCursor } = await register.search(search);
  const claimIds = items.filter(isMine).map(({ claimId }) => claimId);
  return { claimIds, next: nextCursor === undefined ? nextScope : { scope: place.scope, cursor: nextCursor } };
}

/** How many claims there are, counted no further than `most`. */
export async function countClaims(
  register: Pick<RegisterQueries, 'search' | 'byId'>,
  reach: Reach,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let place: Place | undefined = { scope: 0, cursor: undefined };
  let count = 0;
  while (place !== undefined && count < most) {
    const page: ClaimPage = await claimsAfter(register, reach, place);
    count += page.claimIds.length;
    place = page.next;
  }
  return count;
}
