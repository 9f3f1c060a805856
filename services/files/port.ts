import type { Readable } from 'node:stream';

/**
 * The file store port: bytes kept under their own SHA-256, and nothing else. Names, media types and who may read them
 * are the caller's to keep; a store never believes one.
 *
 * Promises every adapter makes:
 *  - a `put` that answered is durable, and the bytes are those that hash to the answer;
 *  - the same bytes are stored once, however often and however concurrently they are put;
 *  - nothing is ever seen half written under its hash.
 *
 * How they fail: `FileTooLarge` where the caller's bound is passed (nothing stays behind); `FileDamaged` where the bytes
 * read no longer hash to their name; any other error is the disk's or the network's own. A `put` that threw may be
 * repeated: it stores nothing twice.
 */
export interface FileStore {
  put(content: FileContent, about: FileAbout): Promise<StoredFile>;
  /** The bytes as a stream; undefined where there are none. `verify` ends it with `FileDamaged` if they changed. */
  get(sha256: string, options?: { readonly verify?: boolean }): Promise<Readable | undefined>;
  has(sha256: string): Promise<boolean>;
  /** True where there was such a file. */
  delete(sha256: string): Promise<boolean>;
}

export type FileContent = Uint8Array | AsyncIterable<Uint8Array>;

export interface FileAbout {
  /** For stores that hand files out themselves; the local one keeps none. */
  readonly mediaType: string;
  /** Refuse more than this many bytes. */
  readonly maxBytes?: number;
}

export interface StoredFile {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
  readonly maxBytes: number;
  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

export class FileDamaged extends Error {
  override readonly name = 'FileDamaged';
  constructor(sha256: string) {
    super(`the bytes stored as ${sha256} are not those that were put`);
  }
}
