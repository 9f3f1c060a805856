import type { LogKeys } from '@foja/domain/ledger/index.ts';

/** What the page needs of the sealed log. */
export interface Verification {
  /** The log's public keys, the one that signs now last; undefined where it has none yet. */
  keys(): Promise<LogKeys | undefined>;
  /** Whether this server printed a document of exactly these bytes. */
  isPrinted(sha256: string): Promise<boolean>;
}

export const nothingSealed: Verification = { keys: async () => undefined, isPrinted: async () => false };
