import type { CaseScope } from '@foja/contracts/events/indecopi.ts';

/** A claim, as far as scopes look at it. */
export interface ScopedClaim {
  readonly ruc: string;
  readonly bookId: string;
  readonly claimId: string;
  /** Day in Lima. */
  readonly filedOn: string;
}

/** Whether the claim is one that the scope speaks of. */
export function holdsClaim(scope: CaseScope, claim: ScopedClaim): boolean {
  return (
    scope.ruc === claim.ruc &&
    (scope.bookId ?? claim.bookId) === claim.bookId &&
    (scope.claimId ?? claim.claimId) === claim.claimId &&
    (scope.filedFrom ?? claim.filedOn) <= claim.filedOn &&
    (scope.filedTo ?? claim.filedOn) >= claim.filedOn
  );
}

/** Whether it is the whole provider: its register may be searched, not only claims that are named be read. */
export function isWholeProvider({ ruc: _ruc, ...narrower }: CaseScope): boolean {
  return Object.values(narrower).every((limit) => limit === undefined);
}

/** What both speak of; undefined where that can be nothing. */
export function commonScope(a: CaseScope, b: CaseScope): CaseScope | undefined {
  const { ruc } = a;
  if (ruc !== b.ruc || differ(a.bookId, b.bookId) || differ(a.claimId, b.claimId)) return undefined;
  const filedFrom = later(a.filedFrom, b.filedFrom);
  const filedTo = earlier(a.filedTo, b.filedTo);
  if (filedFrom !== undefined && filedTo !== undefined && filedFrom > filedTo) return undefined;
  const limits = { bookId: a.bookId ?? b.bookId, claimId: a.claimId ?? b.claimId, filedFrom, filedTo };
  return { ruc, ...Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)) };
}

/** What is asked for, as far as it was granted; a scope that lies within another of them is left out. */
export function withinGranted(asked: readonly CaseScope[], granted: readonly CaseScope[]): CaseScope[] {
  const common = asked.flatMap((one) => granted.flatMap((other) => commonScope(one, other) ?? []));
  return common.filter(
    (scope, at) =>
      !common.some((other, place) => place !== at && isWithin(scope, other) && !(isWithin(other, scope) && place > at)),
  );
}

function isWithin(inner: CaseScope, outer: CaseScope): boolean {
  const common = commonScope(inner, outer);
  return common !== undefined && FIELDS.every((field) => common[field] === inner[field]);
}

const FIELDS = ['ruc', 'bookId', 'claimId', 'filedFrom', 'filedTo'] as const;

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return a !== undefined && b !== undefined ? (a > b ? a : b) : (a ?? b);
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  return a !== undefined && b !== undefined ? (a < b ? a : b) : (a ?? b);
}
