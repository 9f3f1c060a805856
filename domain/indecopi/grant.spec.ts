import type { EventOf } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import { evolveGrant, initialGrant, issueGrant, revokeGrant, scopesInForce } from './grant.ts';

const now = '2026-10-05T12:00:00-05:00';
const scopes = [{ ruc: '20999999990' }];
const grant: EventOf<'IndecopiGrantIssued'>['data'] = {
  grantId: '7k2m9q4x1z8w',
  official: 'María Ficticia',
  reference: 'Exp. 812-2026',
  scopes,
  secretHash: 'a'.repeat(64),
  expiresAt: '2026-12-31T23:59:59-05:00',
};
const around = { now, isKnown: () => true };
const issued = evolveGrant(initialGrant, { type: 'IndecopiGrantIssued', data: grant });
const revoked = evolveGrant(issued, { type: 'IndecopiGrantRevoked', data: { grantId: grant.grantId } });

describe('leave for an official', () => {
  it('is given once', () => {
    expect(issueGrant(initialGrant, grant, around)).toMatchObject({ ok: true, events: [{ data: grant }] });
    expect(issueGrant(issued, grant, around)).toMatchObject({ refusal: { code: 'key/id-taken' } });
  });

  it('is not given for a time that has passed, nor for what is not there, nor for days in the wrong order', () => {
    const past = { ...grant, expiresAt: now };
    expect(issueGrant(initialGrant, past, around)).toMatchObject({ refusal: { code: 'grant/expires-in-past' } });
    const unknown = { ...around, isKnown: () => false };
    expect(issueGrant(initialGrant, grant, unknown)).toMatchObject({ refusal: { code: 'grant/scope-empty' } });
    const backwards = { ...grant, scopes: [{ ruc: '20999999990', filedFrom: '2026-02-01', filedTo: '2026-01-01' }] };
    expect(issueGrant(initialGrant, backwards, around)).toMatchObject({
      refusal: { code: 'grant/scope-empty', detail: { scope: 1 } },
    });
  });

  it('lets see what it says until its last instant, and nothing once revoked', () => {
    expect(scopesInForce(initialGrant, now)).toEqual([]);
    expect(scopesInForce(issued, now)).toEqual(scopes);
    expect(scopesInForce(issued, '2026-12-31T23:59:58-05:00')).toEqual(scopes);
    expect(scopesInForce(issued, grant.expiresAt)).toEqual([]);
    expect(scopesInForce(revoked, now)).toEqual([]);
  });

  it('is revoked once, and only where it was given', () => {
    expect(revokeGrant(issued, 'dejó el caso')).toMatchObject({
      ok: true,
      events: [{ data: { reason: 'dejó el caso' } }],
    });
    expect(revokeGrant(revoked)).toMatchObject({ refusal: { code: 'grant/already-revoked' } });
    expect(revokeGrant(initialGrant)).toMatchObject({ refusal: { code: 'grant/not-found' } });
  });
});
