import type { Webhook } from '@foja/domain/provider/index.ts';
import { type Vault, VaultUnavailable } from '@foja/ledger/vault/index.ts';
import { shownSecret } from './sign.ts';

export interface WebhookSecrets {
  /** `shown` is for the administrator's eyes, this once. @throws VaultUnavailable */
  make(): Promise<{ readonly secretId: string; readonly shown: string }>;
  /** Those that are valid now, the newest first. @throws VaultUnavailable where the newest is not to be had */
  of(webhook: Pick<Webhook, 'secretId' | 'previous'>, nowMs: number): Promise<readonly Uint8Array[]>;
  forget(secretIds: readonly string[]): Promise<void>;
}

/**
 * A webhook's secret is a key of the vault: 256 random bits, wrapped by the master key, wrapped anew when that is rotated, and
 * gone for good once the webhook is.
 */
export function webhookSecrets(vault: Vault): WebhookSecrets {
  return {
    async make() {
      const [key] = await vault.take(1);
      if (key === undefined) throw new VaultUnavailable('the vault gave no key');
      return { secretId: key.kid, shown: shownSecret(key.secret.export()) };
    },

    async of({ secretId, previous }, nowMs) {
      const before = previous !== undefined && Date.parse(previous.until) > nowMs ? [previous.secretId] : [];
      const states = await vault.find([secretId, ...before]);
      const newest = states.get(secretId);
      if (typeof newest !== 'object') throw new VaultUnavailable(`the secret of a webhook is ${newest ?? 'unknown'}`);
      const older = before.flatMap((id) => {
        const found = states.get(id);
        return typeof found === 'object' ? [found.secret.export()] : [];
      });
      return [newest.secret.export(), ...older];
    },

    forget: (secretIds) => vault.destroy(secretIds),
  };
}
