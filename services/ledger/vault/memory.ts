import { newDataKey } from './keyring.ts';
import type { KeyState, Vault } from './port.ts';

/** The vault in memory, for unit tests: the same answers as a real one, and nothing is durable. */
export function openMemoryVault(): Vault {
  const states = new Map<string, KeyState>();
  const known = (kid: string): KeyState => states.get(kid) ?? 'unknown';
  return {
    take(count) {
      const keys = Array.from({ length: count }, newDataKey);
      for (const key of keys) states.set(key.kid, key);
      return keys;
    },
    known,
    find: async (kids) => new Map(kids.map((kid) => [kid, known(kid)])),
    doubt: () => undefined,
    async destroy(kids) {
      for (const kid of kids) states.set(kid, 'destroyed');
    },
    close: async () => undefined,
  };
}
