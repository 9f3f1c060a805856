import { describe, expect, test } from 'vitest';
import type { Actor } from './actor.ts';
import { authorize, type Resource } from './authorize.ts';

const mine: Resource = { kind: 'provider', ruc: '20999999990' };
const theirs: Resource = { kind: 'provider', ruc: '20131312955' };
const claim: Resource = { kind: 'claim', ruc: '20999999990', claimId: 'c1' };
const admin: Actor = { role: 'admin', ruc: '20999999990', keyId: 'k' };
const viewer: Actor = { role: 'viewer', ruc: '20999999990', keyId: 'v' };
const official: Actor = { role: 'indecopi', ruc: '20999999990', keyId: 'i' };
const auditor: Actor = { role: 'auditor', rucs: ['20999999990', '20999999001'], keyId: 'a' };
const consumer: Actor = { role: 'consumer', claimId: 'c1' };

describe('authorize', () => {
  test('lets a role do what is its own, on what is its own', () => {
    expect(authorize(admin, 'book/open', mine)).toBe('allowed');
    expect(authorize(official, 'claim/request-copy', claim)).toBe('allowed');
    expect(authorize(consumer, 'claim/read', claim)).toBe('allowed');
  });

  test('says forbidden only to who may know that the thing exists', () => {
    expect(authorize(viewer, 'book/open', mine)).toBe('forbidden');
    expect(authorize(viewer, 'book/open', theirs)).toBe('not-found');
    expect(authorize(admin, 'book/open', theirs)).toBe('not-found');
    expect(authorize(admin, 'book/open', { kind: 'absent' })).toBe('not-found');
  });

  test('keeps a tracking token to its one claim', () => {
    expect(authorize(consumer, 'claim/read', { ...claim, claimId: 'c2' })).toBe('not-found');
    expect(authorize(consumer, 'register/search', mine)).toBe('not-found');
    expect(authorize(consumer, 'claim/history', claim)).toBe('forbidden');
  });

  test('lets an auditor read the providers named to it, and no other', () => {
    const second: Resource = { kind: 'claim', ruc: '20999999001', claimId: 'c3' };
    expect(authorize(auditor, 'claim/history', claim)).toBe('allowed');
    expect(authorize(auditor, 'claim/history', second)).toBe('allowed');
    expect(authorize(auditor, 'claim/respond', second)).toBe('forbidden');
    expect(authorize(auditor, 'register/search', theirs)).toBe('not-found');
    expect(authorize(auditor, 'auditor/manage', { kind: 'auditor' })).toBe('not-found');
  });

  test('keeps the operator from the contents of claims', () => {
    expect(authorize({ role: 'operator' }, 'key/issue-official', theirs)).toBe('allowed');
    expect(authorize({ role: 'operator' }, 'claim/read', claim)).toBe('forbidden');
    expect(authorize({ role: 'operator' }, 'register/search', mine)).toBe('forbidden');
  });

  test('shows a provider which case files hold its sheets, and hands none of them out', () => {
    const requester = { role: 'indecopi', id: 'i' } as const;
    const concerned: Resource = { kind: 'case-file', requester, concerns: ['20999999001', '20999999990'] };
    expect(authorize(admin, 'case-file/follow', concerned)).toBe('allowed');
    expect(authorize(viewer, 'case-file/follow', concerned)).toBe('forbidden');
    expect(authorize(admin, 'case-file/read', concerned)).toBe('not-found');
    expect(authorize(admin, 'case-file/follow', { ...concerned, concerns: ['20999999001'] })).toBe('not-found');
    expect(authorize(admin, 'case-file/follow', { kind: 'case-file', requester })).toBe('not-found');
    expect(authorize(official, 'case-file/follow', concerned)).toBe('forbidden');
  });

  test('asks who it is before it says anything', () => {
    expect(authorize({ role: 'anonymous' }, 'claim/read', claim)).toBe('unauthenticated');
    expect(authorize({ role: 'anonymous' }, 'claim/file', { kind: 'absent' })).toBe('allowed');
  });
});
