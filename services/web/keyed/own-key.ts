import { opens, partsOfKey } from '@foja/api/api-key.ts';
import type { Commands } from '@foja/commands/commands.ts';
import type { Credential } from './sessions.ts';

interface Known {
  readonly commands: Pick<Commands, 'provider'>;
  readonly clock: () => string;
}

/** Keys of one provider that let a person into pages. */
export type PageRole = 'auditor' | 'indecopi';

/** The credential that a provider's key is, where it opens for this role; undefined for any other text. */
export async function credentialOfOwnKey(
  key: string,
  role: PageRole,
  { commands, clock }: Known,
): Promise<Credential | undefined> {
  const parts = partsOfKey(key);
  if (parts === undefined) return undefined;
  const { ruc, keyId, secret } = parts;
  const stored = (await commands.provider(ruc, { fresh: true })).keys.get(keyId);
  return opens(stored, secret, clock()) && stored?.role === role ? { ruc, keyId } : undefined;
}

/** Whether it still lets in: it is neither over nor revoked. */
export async function ownKeyHolds(
  { ruc, keyId }: { readonly ruc: string; readonly keyId: string },
  role: PageRole,
  { commands, clock }: Known,
): Promise<boolean> {
  const key = (await commands.provider(ruc)).keys.get(keyId);
  if (key === undefined || key.revoked || key.role !== role) return false;
  return key.expiresAt === undefined || Date.parse(key.expiresAt) > Date.parse(clock());
}
