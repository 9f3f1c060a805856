import type { KeyObject } from 'node:crypto';

/**
 * The vault port: the keys that personal data is boxed with, one for each claim, kept outside the log. Destroying a key
 * is what erases: log, back-ups and copies of the log then hold nothing that anybody can read.
 *
 * Promises every adapter makes:
 *  - a key that was handed out is durable: what is boxed with it can be read after any crash;
 *  - a key that `destroy` answered for is gone from the vault for good, and its name says so for ever;
 *  - a name that the vault never heard of is neither: whoever reads then has the wrong vault, and must say so.
 *
 * How they fail: `VaultUnavailable` where the vault cannot be asked; nothing was then handed out or destroyed for certain.
 */
export interface Vault {
  /** Fresh keys, at once where enough are at hand. First come, first served. */
  take(count: number): readonly DataKey[] | Promise<readonly DataKey[]>;
  /** What this process knows without asking; undefined: ask. */
  known(kid: string): KeyState | undefined;
  /** States of all these names, in one question for those that are not known. */
  find(kids: readonly string[]): Promise<ReadonlyMap<string, KeyState>>;
  /** Makes this process ask again for these. */
  doubt(kids: readonly string[]): void;
  /** Safe to repeat; a name that the vault has lost is remembered as destroyed, too. */
  destroy(kids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface DataKey {
  /** UUID; the name travels in events. */
  readonly kid: string;
  /** 256 random bits. A KeyObject, not bytes: with bytes, Node takes ten times as long to begin a cipher. */
  readonly secret: KeyObject;
}

/** `unknown`: the vault never heard of it. `locked`: it is there, and no master key at hand unwraps it. */
export type KeyState = DataKey | 'destroyed' | 'unknown' | 'locked';

export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
}
