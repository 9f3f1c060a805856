import type { Commands } from '@foja/commands/commands.ts';
import { rucsInForce } from '@foja/domain/auditor/index.ts';
import { scopesInForce } from '@foja/domain/indecopi/index.ts';
import type { Actor } from './actor.ts';
import { opens, partsOfAuditorKey, partsOfKey, partsOfOfficialKey, sameSecret } from './api-key.ts';
import type { TrackingTokens } from './tracking-token.ts';

export interface Credentials {
  readonly commands: Pick<Commands, 'provider' | 'auditor' | 'official'>;
  readonly tokens: TrackingTokens;
  readonly operatorKey: string;
  readonly clock: () => string;
}

/** As much of a request as tells who sends it. */
export interface Bearer {
  readonly authorization: string | undefined;
  /** `?token=`, for the link in a consumer's mail: only tracking tokens are taken from there. */
  readonly token: unknown;
}

/**
 * Who sends a request. `invalid`: a credential was shown, and it is none, or no longer one. Keys are looked up in this
 * process's view of the provider, so that a revocation here holds at once and one elsewhere within a moment. A key that is not in
 * that view is asked for in the store: it may have been issued a moment ago, elsewhere.
 */
export async function identify({ authorization, token }: Bearer, known: Credentials): Promise<Actor | 'invalid'> {
  if (authorization === undefined) return token === undefined ? { role: 'anonymous' } : consumer(token, known);
  const credential = /^Bearer ([!-~]{1,512})$/i.exec(authorization)?.[1];
  if (credential === undefined) return 'invalid';
  const parts = partsOfKey(credential);
  if (parts === undefined) {
    const auditor = partsOfAuditorKey(credential);
    if (auditor !== undefined) return auditorOf(auditor, known);
    const official = partsOfOfficialKey(credential);
    if (official !== undefined) return officialOf(official, known);
    return sameSecret(credential, known.operatorKey) ? { role: 'operator' } : consumer(credential, known);
  }
  const { ruc, keyId, secret } = parts;
  const { commands } = known;
  const key =
    (await commands.provider(ruc)).keys.get(keyId) ?? (await commands.provider(ruc, { fresh: true })).keys.get(keyId);
  if (!opens(key, secret, known.clock()) || key === undefined) return 'invalid';
  return { role: key.role, ruc, keyId };
}

/** A key that reads nothing (any longer) is no credential. */
async function auditorOf(
  { keyId, secret }: { readonly keyId: string; readonly secret: string },
  { commands, clock }: Credentials,
): Promise<Actor | 'invalid'> {
  const seen = await commands.auditor(keyId);
  const state = seen.issued === undefined ? await commands.auditor(keyId, { fresh: true }) : seen;
  const now = clock();
  const key = state.issued === undefined ? undefined : { ...state.issued, revoked: state.revoked };
  if (!opens(key, secret, now)) return 'invalid';
  const rucs = rucsInForce(state, now);
  return rucs.length === 0 ? 'invalid' : { role: 'auditor', rucs, keyId };
}

/** A leave that is over, or revoked, is no credential. */
async function officialOf(
  { keyId, secret }: { readonly keyId: string; readonly secret: string },
  { commands, clock }: Credentials,
): Promise<Actor | 'invalid'> {
  const seen = await commands.official(keyId);
  const state = seen.issued === undefined ? await commands.official(keyId, { fresh: true }) : seen;
  const now = clock();
  const key = state.issued === undefined ? undefined : { ...state.issued, revoked: state.revoked };
  if (!opens(key, secret, now)) return 'invalid';
  return { role: 'indecopi', scopes: scopesInForce(state, now), keyId };
}

function consumer(token: unknown, { tokens }: Credentials): Actor | 'invalid' {
  const claimId = typeof token === 'string' ? tokens.claimOf(token) : undefined;
  return claimId === undefined ? 'invalid' : { role: 'consumer', claimId };
}
