import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import yazl from 'yazl';

/** A file of a case file, with everything that the manifest says of it known beforehand. */
export interface CaseFile {
  /** Within the archive; relative, `/` between folders, ASCII. */
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Bytes, or how to get them once it is this file's turn: what is large is never held in memory. */
  readonly content: Buffer | (() => Promise<Readable>);
}

export interface Segment {
  /** Bytes of the entries: local headers and data, without the directory that yazl puts after them. */
  readonly sizeBytes: number;
  /** yazl's own directory: offsets count from the beginning of the segment. */
  readonly directory: Buffer;
}

/**
 * Writes the files as a ZIP of their own at `offset` of the file (yazl), and answers where its entries end and its directory
 * lies: the next segment begins there and overwrites it. So an archive is many small ones, one behind the other, and
 * whatever was begun and not finished is simply written over.
 */
export async function writeSegment(
  file: FileHandle,
  {
    offset,
    files,
    modifiedAt,
  }: { readonly offset: number; readonly files: readonly CaseFile[]; readonly modifiedAt: Date },
): Promise<Segment> {
  const zip = new yazl.ZipFile();
  const failed = new Promise<never>((_, reject) => zip.on('error', reject));
  failed.catch(() => undefined);
  for (const { path, content, sizeBytes } of files) {
    const options = { mtime: modifiedAt, mode: 0o100644 };
    if (typeof content !== 'function') zip.addBuffer(content, path, { ...options, compress: sizeBytes >= WORTH_BYTES });
    else {
      // Pictures and PDFs are compressed already; a long manifest is not.
      const compress = path.endsWith('.txt');
      zip.addReadStreamLazy(path, { ...options, size: sizeBytes, compress }, (ready) => {
        content().then(
          (stream) => ready(null, stream),
          (error: unknown) => ready(error, undefined as never),
        );
      });
    }
  }
  zip.end();
  const sizeBytes = await Promise.race([writeAll(file, offset, zip.outputStream), failed]);
  return readDirectory(file, offset, sizeBytes);
}

async function writeAll(file: FileHandle, offset: number, stream: NodeJS.ReadableStream): Promise<number> {
  let written = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const flush = async () => {
    await writeAt(file, Buffer.concat(waiting), offset + written);
    written += waitingBytes;
    waiting = [];
    waitingBytes = 0;
  };
  // yazl hands out headers and data in many small pieces; the disk gets few large ones.
  for await (const chunk of stream) {
    waiting.push(chunk as Buffer);
    waitingBytes += (chunk as Buffer).length;
    if (waitingBytes >= BLOCK_BYTES) await flush();
  }
  await flush();
  return written;
}

const BLOCK_BYTES = 256 * 1024;
/** Less is hardly smaller when compressed, and each compression costs the same to begin. */
const WORTH_BYTES = 200;

/** All of it: a single write may be short. */
export async function writeAt(file: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, offset + written);
    written += bytesWritten;
  }
}

/** End of central directory (APPNOTE 4.3.16): yazl writes no comment after it. */
const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;

async function readDirectory(file: FileHandle, offset: number, sizeBytes: number): Promise<Segment> {
  const end = await readAt(file, offset + sizeBytes - END_BYTES, END_BYTES);
  if (end.readUInt32LE(0) !== END_SIGNATURE) throw new Error('a segment of the case file has no end');
  const length = end.readUInt32LE(12);
  const start = end.readUInt32LE(16);
  // One claim's folder is far from these; if it ever was not, better no archive than one that nobody can open.
  if (length === 0xffff_ffff || start === 0xffff_ffff) throw new Error('a folder of the case file passes 4 GB');
  return { sizeBytes: start, directory: await readAt(file, offset + start, length) };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, position + read);
    if (bytesRead === 0) throw new Error('the case file ends too soon');
    read += bytesRead;
  }
  return bytes;
}
