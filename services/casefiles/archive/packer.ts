import { constants, crc32, deflateRawSync } from 'node:zlib';

export interface Packed {
  readonly stored: 'as-is' | 'deflated';
  readonly parts: readonly Buffer[];
  readonly packedBytes: number;
  readonly crc32: number;
}

/** What files of one name begin with alike: style sheets and headings, three quarters of most pages. */
interface Prelude {
  readonly bytes: Buffer;
  /** Compressed once, up to a byte boundary: what follows goes on from there (RFC 1951; zlib, Z_SYNC_FLUSH). */
  readonly packed: Buffer;
  readonly crc32: number;
}

const SCRATCH_BYTES = 256 * 1024;
/** Bytes that one UTF-16 code unit takes at most. */
const UTF8_MOST = 3;
/** Less is hardly smaller when compressed, and each compression costs the same to begin; no more is a proof, all hashes. */
const WORTH_BYTES = 200;
const PRELUDE_BYTES = 1_024;
const PRELUDE_MAX_BYTES = 32 * 1024;
/** Names that are watched for a common beginning. */
const NAMES_MAX = 32;
/**
 * Texts of a few kilobytes: a higher level takes half as long again for a twentieth less. Each result stands in memory of
 * `chunkSize`, filled or not.
 */
const SETTINGS = { level: 3, chunkSize: 4_096 } as const;

/**
 * Compresses files of which thousands are nearly the same. The common beginning of files of one name is found by itself,
 * compressed once, and is the dictionary of what comes after it. Any reader of ZIP sees a plain deflate stream.
 */
export class Packer {
  readonly #preludes = new Map<string, Prelude | Buffer>();
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

  pack(path: string, file: string | Buffer): Packed {
    const content = typeof file === 'string' ? this.#bytesOf(file) : file;
    if (content.length < WORTH_BYTES || path.endsWith('.tlog-proof')) {
      return { stored: 'as-is', parts: [Buffer.from(content)], packedBytes: content.length, crc32: crc32(content) };
    }
    const prelude = this.#preludeOf(path.slice(path.lastIndexOf('/') + 1), content);
    if (prelude === undefined) {
      const packed = deflateRawSync(content, SETTINGS);
      return { stored: 'deflated', parts: [packed], packedBytes: packed.length, crc32: crc32(content) };
    }
    const rest = content.subarray(prelude.bytes.length);
    const packed = deflateRawSync(rest, { ...SETTINGS, dictionary: prelude.bytes });
    return {
      stored: 'deflated',
      parts: [prelude.packed, packed],
      packedBytes: prelude.packed.length + packed.length,
      crc32: crc32(rest, prelude.crc32),
    };
  }

  /**
   * Its bytes until the next text is asked for. A buffer for each page would be memory outside of the heap, which is collected
   * late: some 50 MB of them.
   */
  #bytesOf(text: string): Buffer {
    const most = text.length * UTF8_MOST;
    if (most > this.#scratch.length) this.#scratch = Buffer.allocUnsafeSlow(2 * most);
    return this.#scratch.subarray(0, this.#scratch.write(text));
  }

  #preludeOf(name: string, content: Buffer): Prelude | undefined {
    const known = this.#preludes.get(name);
    if (known === undefined) {
      // A copy: the content may be part of something larger.
      if (this.#preludes.size < NAMES_MAX)
        this.#preludes.set(name, Buffer.from(content.subarray(0, PRELUDE_MAX_BYTES)));
      return undefined;
    }
    const bytes = Buffer.isBuffer(known) ? known : known.bytes;
    const common = commonBytes(bytes, content);
    if (common < PRELUDE_BYTES) return undefined;
    if (!Buffer.isBuffer(known) && common === bytes.length) return known;
    const prelude = preludeOf(bytes.subarray(0, common));
    this.#preludes.set(name, prelude);
    return prelude;
  }
}

function preludeOf(bytes: Buffer): Prelude {
  const packed = deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_SYNC_FLUSH });
  return { bytes, packed, crc32: crc32(bytes) };
}

function commonBytes(one: Buffer, other: Buffer): number {
  const most = Math.min(one.length, other.length);
  if (one.compare(other, 0, most, 0, most) === 0) return most;
  let at = 0;
  while (at < most && one[at] === other[at]) at += 1;
  return at;
}
