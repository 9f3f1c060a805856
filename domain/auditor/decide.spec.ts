import type { AuditorEvent, EventOf } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../decision.ts';
import { grantAccess, issueAuditorKey, revokeAuditorKey, withdrawAccess } from './decide.ts';
import { type AuditorState, evolveAuditor, initialAuditor, rucsInForce } from './state.ts';

const auditorId = '7k2m9q4x1c0b';
const mine = '20999999990';
const second = '20999999001';
const around = { now: '2026-10-05T18:42:00-05:00', isRegistered: (ruc: string) => ruc === mine || ruc === second };
const later = '2026-12-31T23:59:59-05:00';

const issued: EventOf<'AuditorKeyIssued'> = {
  type: 'AuditorKeyIssued',
  data: { auditorId, label: 'Auditora Ficticia', secretHash: 'c'.repeat(64) },
};
const granted = (ruc: string, expiresAt?: string): EventOf<'AuditorAccessGranted'> => ({
  type: 'AuditorAccessGranted',
  data: { auditorId, ruc, ...(expiresAt === undefined ? {} : { expiresAt }) },
});
const withdrawn: EventOf<'AuditorAccessWithdrawn'> = {
  type: 'AuditorAccessWithdrawn',
  data: { auditorId, ruc: mine },
};
const revoked: EventOf<'AuditorKeyRevoked'> = { type: 'AuditorKeyRevoked', data: { auditorId } };

function given(history: readonly AuditorEvent[]) {
  const state = history.reduce(evolveAuditor, initialAuditor);
  return {
    when(command: (auditor: AuditorState) => Decision<AuditorEvent>) {
      const decision = command(state);
      return {
        // biome-ignore lint/suspicious/noThenProperty: the third word of given-when-then; nobody awaits it
        then(events: readonly AuditorEvent[]) {
          expect(decision).toEqual({ ok: true, events });
        },
        thenRefused(code: string) {
          expect(decision).toMatchObject({ ok: false, refusal: { code } });
        },
      };
    },
  };
}

describe('issuing an auditor’s key', () => {
  const issue =
    (more: { rucs?: string[]; expiresAt?: string } = {}) =>
    (auditor: AuditorState) =>
      issueAuditorKey(auditor, { ...issued.data, rucs: [mine, second, mine], ...more }, around);

  it('names the providers it reads, each once', () => {
    given([])
      .when(issue())
      .then([issued, granted(mine), granted(second)]);
    given([])
      .when(issue({ expiresAt: later }))
      .then([issued, granted(mine, later), granted(second, later)]);
  });

  it('happens once, over providers that there are, and not expired', () => {
    given([issued]).when(issue()).thenRefused('key/id-taken');
    given([])
      .when(issue({ rucs: [mine, '20131312955'] }))
      .thenRefused('provider/not-registered');
    given([])
      .when(issue({ expiresAt: around.now }))
      .thenRefused('key/expires-in-past');
  });
});

describe('what an auditor reads', () => {
  const grant = (ruc: string, expiresAt?: string) => (auditor: AuditorState) =>
    grantAccess(auditor, { ruc, expiresAt }, around);

  it('is one more provider, or the same one for longer or less long; the same again is no news', () => {
    given([issued, granted(mine)])
      .when(grant(second, later))
      .then([granted(second, later)]);
    given([issued, granted(mine)])
      .when(grant(mine, later))
      .then([granted(mine, later)]);
    given([issued, granted(mine, later)])
      .when(grant(mine))
      .then([granted(mine)]);
    given([issued, granted(mine, later)])
      .when(grant(mine, later))
      .then([]);
  });

  it('cannot be given to nobody, to a revoked key, nor for the past', () => {
    given([]).when(grant(mine)).thenRefused('auditor/not-found');
    given([issued, revoked]).when(grant(mine)).thenRefused('key/already-revoked');
    given([issued]).when(grant(mine, '2026-10-05T23:41:59Z')).thenRefused('key/expires-in-past');
    given([issued]).when(grant('20131312955')).thenRefused('provider/not-registered');
  });

  it('is withdrawn provider by provider, once', () => {
    const withdraw = (auditor: AuditorState) => withdrawAccess(auditor, mine);
    given([issued, granted(mine), granted(second)])
      .when(withdraw)
      .then([withdrawn]);
    given([issued, granted(mine), withdrawn])
      .when(withdraw)
      .thenRefused('auditor/no-access');
    given([]).when(withdraw).thenRefused('auditor/not-found');
  });

  it('ends with the key, for ever', () => {
    given([issued, granted(mine)])
      .when(revokeAuditorKey)
      .then([revoked]);
    given([issued, revoked]).when(revokeAuditorKey).thenRefused('key/already-revoked');
    given([]).when(revokeAuditorKey).thenRefused('auditor/not-found');
  });

  it('is what was granted, and neither withdrawn, nor run out, nor revoked', () => {
    const at = (now: string, ...events: AuditorEvent[]) =>
      rucsInForce(events.reduce(evolveAuditor, initialAuditor), now);
    const both = [issued, granted(mine), granted(second, later)];
    expect(at(around.now, ...both)).toEqual([mine, second]);
    expect(at(later, ...both)).toEqual([mine]);
    expect(at(around.now, ...both, withdrawn)).toEqual([second]);
    expect(at(around.now, ...both, withdrawn, granted(mine))).toEqual([second, mine]);
    expect(at(around.now, ...both, revoked)).toEqual([]);
  });
});
