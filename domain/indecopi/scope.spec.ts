import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonScope, holdsClaim, isWholeProvider, withinGranted } from './scope.ts';

const ruc = '20999999990';
const other = '20999999001';
const [book, otherBook] = ['3f6b2f1e-9c0a-4d57-8a51-6e3f7c2b9d10', '3f6b2f1e-9c0a-4d57-8a51-6e3f7c2b9d11'] as const;
const [claimId, otherClaim] = ['0c9a7e52-1b3d-4c6f-8e20-5a4b3c2d1e0f', '0c9a7e52-1b3d-4c6f-8e20-5a4b3c2d1e00'] as const;
const claim = { ruc, bookId: book, claimId, filedOn: '2026-10-05' };

describe('a claim is in a scope', () => {
  it.each([
    [{ ruc }, true],
    [{ ruc: other }, false],
    [{ ruc, bookId: book }, true],
    [{ ruc, bookId: otherBook }, false],
    [{ ruc, claimId }, true],
    [{ ruc, claimId: otherClaim }, false],
    [{ ruc, filedFrom: '2026-10-05', filedTo: '2026-10-05' }, true],
    [{ ruc, filedFrom: '2026-10-06' }, false],
    [{ ruc, filedTo: '2026-10-04' }, false],
    [{ ruc, bookId: book, filedFrom: '2026-10-06' }, false],
  ])('%j: %s', (scope, expected) => expect(holdsClaim(scope, claim)).toBe(expected));
});

const date = fc.constantFrom('2026-10-03', '2026-10-05', '2026-10-07');
const scope = fc
  .record({
    ruc: fc.constantFrom(ruc, other),
    bookId: fc.option(fc.constantFrom(book, otherBook), { nil: undefined }),
    claimId: fc.option(fc.constantFrom(claimId, otherClaim), { nil: undefined }),
    filedFrom: fc.option(date, { nil: undefined }),
    filedTo: fc.option(date, { nil: undefined }),
  })
  .map(({ ruc, ...limits }) => ({
    ruc,
    ...Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined)),
  }));
const claims = fc.record({
  ruc: fc.constantFrom(ruc, other),
  bookId: fc.constantFrom(book, otherBook),
  claimId: fc.constantFrom(claimId, otherClaim),
  filedOn: fc.constantFrom('2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-08'),
});

describe('what is asked for, held against what was granted', () => {
  it('has in common exactly the claims that both hold', () => {
    fc.assert(
      fc.property(scope, scope, claims, (a, b, one) => {
        const common = commonScope(a, b);
        const inCommon = common !== undefined && holdsClaim(common, one);
        expect(inCommon).toBe(holdsClaim(a, one) && holdsClaim(b, one));
      }),
    );
  });

  it('holds exactly what both lists hold, whatever was left out for lying within another', () => {
    const lists = fc.array(scope, { maxLength: 4 });
    fc.assert(
      fc.property(lists, lists, claims, (asked, granted, one) => {
        const both = asked.some((a) => holdsClaim(a, one)) && granted.some((g) => holdsClaim(g, one));
        expect(withinGranted(asked, granted).some((each) => holdsClaim(each, one))).toBe(both);
      }),
    );
  });

  it('names nothing twice', () => {
    expect(withinGranted([{ ruc }, { ruc }], [{ ruc }, { ruc, bookId: book }])).toEqual([{ ruc }]);
  });
});

it('a whole provider has no limit', () => {
  expect(isWholeProvider({ ruc })).toBe(true);
  expect(isWholeProvider({ ruc, filedTo: '2026-10-05' })).toBe(false);
});
