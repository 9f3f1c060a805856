import type { FileHandle } from 'node:fs/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { directoryRecord, type Entry, localHeader } from './entry.ts';
import type { Packer } from './packer.ts';

/** A file of a case file, with everything that the manifest says of it known beforehand. */
export interface CaseFile {
  /** Within the archive; relative, `/` between folders, ASCII. */
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /**
   * A text, bytes, or how to get them once it is this file's turn: what is large is never held in memory, and each of its
   * pieces may be gone when the next one is asked for.
   */
  readonly content: string | Buffer | (() => Promise<AsyncIterable<Buffer>>);
}

export interface Segment {
  readonly sizeBytes: number;
  /** Records of the archive's directory, one for each file. */
  readonly records: Buffer;
}

/**
 * Writes the files from `offset` on. Nothing of them is in the archive until its directory says so: whatever was begun and
 * not finished is simply written over by the next segment.
 */
export async function writeSegment(
  file: FileHandle,
  {
    offset,
    files,
    modifiedAt,
    packer,
  }: {
    readonly offset: number;
    readonly files: readonly CaseFile[];
    readonly modifiedAt: Date;
    readonly packer: Packer;
  },
): Promise<Segment> {
  for (const { path } of files) refuseUnlessInside(path);
  const records: Buffer[] = [];
  let at = offset;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const flush = async () => {
    if (waitingBytes > 0) await writeAt(file, Buffer.concat(waiting), at - waitingBytes);
    waiting = [];
    waitingBytes = 0;
  };
  for (const { path, content, sizeBytes } of files) {
    const from = at;
    if (typeof content === 'function') {
      await flush();
      const entry = await writeStream(file, from, { path, sizeBytes, modifiedAt, content });
      at += localHeader(entry).length + entry.packedBytes;
      records.push(directoryRecord(entry, from));
      continue;
    }
    const { parts, ...packed } = packer.pack(path, content);
    const entry = { ...packed, path, sizeBytes, modifiedAt };
    const bytes = [localHeader(entry), ...parts];
    for (const part of bytes) waitingBytes += part.length;
    at = from + (bytes[0]?.length ?? 0) + entry.packedBytes;
    waiting.push(...bytes);
    records.push(directoryRecord(entry, from));
    if (waitingBytes >= BLOCK_BYTES) await flush();
  }
  await flush();
  return { sizeBytes: at - offset, records: Buffer.concat(records) };
}

const BLOCK_BYTES = 512 * 1024;

/** Its header is written last, when its checksum is known. @throws where it is not as long as was said. */
async function writeStream(
  file: FileHandle,
  at: number,
  {
    content,
    ...about
  }: Pick<Entry, 'path' | 'sizeBytes' | 'modifiedAt'> & { readonly content: () => Promise<AsyncIterable<Buffer>> },
): Promise<Entry> {
  // Pictures and PDFs are compressed already; a long manifest is not.
  const stored = about.path.endsWith('.txt') ? 'deflated' : 'as-is';
  const headerBytes = localHeader({ ...about, stored, crc32: 0, packedBytes: 0 }).length;
  let checksum = 0;
  let read = 0;
  let packedBytes = 0;
  const source = await content();
  async function* checked() {
    for await (const chunk of source) {
      checksum = crc32(chunk, checksum);
      read += chunk.length;
      yield chunk;
    }
  }
  for await (const chunk of stored === 'as-is' ? checked() : deflated(checked())) {
    await writeAt(file, chunk, at + headerBytes + packedBytes);
    packedBytes += chunk.length;
  }
  if (read !== about.sizeBytes) throw new Error('a file of the case file is not as long as it was');
  const entry = { ...about, stored, crc32: checksum, packedBytes } as const;
  await writeAt(file, localHeader(entry), at);
  return entry;
}

/** Compressed, a piece at a time: the next one is asked for when the last one was taken in. */
async function* deflated(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw();
  const feed = async () => {
    for await (const chunk of chunks) {
      await new Promise<void>((taken, failed) =>
        deflate.write(chunk, (error) => (error == null ? taken() : failed(error))),
      );
    }
    deflate.end();
  };
  const fed = feed().catch((error: unknown) => {
    deflate.destroy(error instanceof Error ? error : new Error('not an error', { cause: error }));
  });
  for await (const packed of deflate) yield packed as Buffer;
  await fed;
}

/** All of it: a single write may be short. */
export async function writeAt(file: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, offset + written);
    written += bytesWritten;
  }
}

/** Whoever unpacks it must never write anywhere else. */
function refuseUnlessInside(path: string): void {
  const inside = /^[A-Za-z0-9._/-]+$/.test(path) && path.split('/').every((part) => part !== '' && !/^\.+$/.test(part));
  if (!inside) throw new Error('a file of the case file would lie outside of it');
}
