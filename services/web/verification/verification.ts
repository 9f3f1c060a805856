import type { VerifierKey } from '@foja/domain/ledger/index.ts';

/** What the page needs of the sealed log. */
export interface Verification {
  /** The log's public key; undefined where it has none yet. */
  key(): Promise<VerifierKey | undefined>;
  /** Whether this server printed a document of exactly these bytes. */
  isPrinted(sha256: string): Promise<boolean>;
}

export const nothingSealed: Verification = { key: async () => undefined, isPrinted: async () => false };
