import { type AuditorState, initialAuditor } from '@foja/domain/auditor/index.ts';
import { type GrantState, initialGrant } from '@foja/domain/indecopi/index.ts';
import { initialProvider, type ProviderState } from '@foja/domain/provider/index.ts';
import { describe, expect, test } from 'vitest';
import { newAuditorKey, newKey, newOfficialKey } from './api-key.ts';
import { type Credentials, identify } from './identify.ts';
import { trackingTokens } from './tracking-token.ts';

const RUC = '20999999990';
const CLAIM = '3f2a7c1e-5b0d-5c77-9e1a-0c9d8b7a6f5e';
const tokens = trackingTokens(Buffer.alloc(32, 7));
const made = newKey(RUC);
const auditors = newAuditorKey();
const officials = newOfficialKey();

function knowing(
  change: object = {},
  audited: Partial<AuditorState> = {},
  granted: { readonly revoked?: boolean; readonly expiresAt?: string } = {},
): Credentials {
  const { revoked = false, expiresAt = '2026-12-31T00:00:00-05:00' } = granted;
  const grant: GrantState = {
    issued: {
      grantId: officials.keyId,
      official: 'x',
      reference: 'x',
      scopes: [{ ruc: RUC }],
      secretHash: officials.secretHash,
      expiresAt,
    },
    revoked,
  };
  const issued = { auditorId: auditors.keyId, label: 'x', secretHash: auditors.secretHash };
  const access = new Map([
    [RUC, { expiresAt: undefined }],
    ['20999999001', { expiresAt: '2026-10-05T18:42:00-05:00' }],
  ]);
  const auditor: AuditorState = { issued, revoked: false, access, ...audited };
  const key = { keyId: made.keyId, role: 'admin', label: 'x', secretHash: made.secretHash, revoked: false, ...change };
  const provider: ProviderState = { ...initialProvider, keys: new Map([[made.keyId, key as never]]) };
  return {
    commands: {
      provider: async (ruc) => (ruc === RUC ? provider : initialProvider),
      official: async (grantId) => (grantId === officials.keyId ? grant : initialGrant),
      auditor: async (auditorId) => (auditorId === auditors.keyId ? auditor : initialAuditor),
    },
    tokens,
    operatorKey: 'the-operators-key',
    clock: () => '2026-10-05T18:42:00-05:00',
  };
}

const bearer = (credential: string, about = knowing()) =>
  identify({ authorization: `Bearer ${credential}`, token: undefined }, about);

describe('identify', () => {
  test('knows a key, the operator, a consumer, and nobody', async () => {
    expect(await bearer(made.key)).toEqual({ role: 'admin', ruc: RUC, keyId: made.keyId });
    expect(await bearer('the-operators-key')).toEqual({ role: 'operator' });
    expect(await bearer(tokens.tokenFor(CLAIM))).toEqual({ role: 'consumer', claimId: CLAIM });
    expect(await identify({ authorization: undefined, token: undefined }, knowing())).toEqual({ role: 'anonymous' });
  });

  test('asks the store for a key that it does not know', async () => {
    const about = knowing();
    const asked: string[] = [];
    const lateOnly =
      <S>(of: (id: string) => Promise<S>, none: S) =>
      async (id: string, options?: { readonly fresh?: boolean }) => {
        asked.push(`${id} ${options?.fresh === true ? 'fresh' : 'seen'}`);
        return options?.fresh === true ? of(id) : none;
      };
    const { provider, auditor, official } = about.commands;
    const late: Credentials = {
      ...about,
      commands: {
        provider: lateOnly(provider, initialProvider),
        auditor: lateOnly(auditor, initialAuditor),
        official: lateOnly(official, initialGrant),
      },
    };
    expect(await bearer(made.key, late)).toMatchObject({ role: 'admin' });
    expect(await bearer(auditors.key, late)).toMatchObject({ role: 'auditor' });
    expect(await bearer(officials.key, late)).toMatchObject({ role: 'indecopi' });
    expect(asked).toEqual([RUC, auditors.keyId, officials.keyId].flatMap((id) => [`${id} seen`, `${id} fresh`]));
  });

  test('knows an official by the leave that is in force', async () => {
    const { key, keyId } = officials;
    const scopes = [{ ruc: RUC }];
    expect(await bearer(key)).toEqual({ role: 'indecopi', scopes, keyId });
    expect(await bearer(newOfficialKey().key)).toBe('invalid');
    expect(await bearer(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBe('invalid');
    expect(await bearer(key, knowing({}, {}, { revoked: true }))).toBe('invalid');
    expect(await bearer(key, knowing({}, {}, { expiresAt: '2026-10-05T18:42:00-05:00' }))).toBe('invalid');
  });

  test('knows an auditor by what it still reads', async () => {
    expect(await bearer(auditors.key)).toEqual({ role: 'auditor', rucs: [RUC], keyId: auditors.keyId });
    expect(await bearer(auditors.key, knowing({}, { revoked: true }))).toBe('invalid');
    expect(await bearer(auditors.key, knowing({}, { access: new Map() }))).toBe('invalid');
    expect(await bearer(`${auditors.key.slice(0, -1)}${auditors.key.endsWith('A') ? 'B' : 'A'}`)).toBe('invalid');
    expect(await bearer(newAuditorKey().key)).toBe('invalid');
  });

  test('takes a tracking token, and nothing else, from the query', async () => {
    const asked = (token: unknown) => identify({ authorization: undefined, token }, knowing());
    expect(await asked(tokens.tokenFor(CLAIM))).toEqual({ role: 'consumer', claimId: CLAIM });
    expect(await asked(made.key)).toBe('invalid');
    expect(await asked('the-operators-key')).toBe('invalid');
    expect(await asked([tokens.tokenFor(CLAIM)])).toBe('invalid');
  });

  test('refuses keys that are revoked, expired, of another provider, or wrong in any character', async () => {
    expect(await bearer(made.key, knowing({ revoked: true }))).toBe('invalid');
    expect(await bearer(made.key, knowing({ expiresAt: '2026-10-05T18:42:00-05:00' }))).toBe('invalid');
    expect(await bearer(made.key, knowing({ expiresAt: '2026-10-05T18:42:01-05:00' }))).toMatchObject({
      role: 'admin',
    });
    expect(await bearer(made.key.replace(RUC, '20131312955'))).toBe('invalid');
    const last = made.key.at(-1) === 'A' ? 'B' : 'A';
    expect(await bearer(made.key.slice(0, -5) + last + made.key.slice(-4))).toBe('invalid');
    expect(await bearer('')).toBe('invalid');
    expect(await identify({ authorization: 'Basic eDp5', token: undefined }, knowing())).toBe('invalid');
  });

  test('refuses a tracking token with any bit changed', async () => {
    const token = tokens.tokenFor(CLAIM);
    const bytes = Buffer.from(token.slice('foja_s_'.length), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(await bearer(`foja_s_${changed.toString('base64url')}`)).toBe('invalid');
    }
  });

  test('another secret makes other tokens', () => {
    expect(trackingTokens(Buffer.alloc(32, 8)).claimOf(tokens.tokenFor(CLAIM))).toBeUndefined();
    expect(tokens.tokenFor(CLAIM)).toBe(trackingTokens(Buffer.alloc(32, 7)).tokenFor(CLAIM));
  });
});
