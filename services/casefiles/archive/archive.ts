import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chunksOf } from './chunks.ts';
import { directoryEnd } from './directory.ts';
import { Packer } from './packer.ts';
import { type CaseFile, writeAt, writeSegment } from './segment.ts';

/** How far an archive has been written and forced to disk: kept by whoever commits it, never by the archive. */
export interface ArchiveMark {
  readonly zipBytes: number;
  readonly directoryBytes: number;
  readonly manifestBytes: number;
  readonly entriesBytes: number;
  /** Files in it. */
  readonly files: number;
}

export const BEGINNING: ArchiveMark = { zipBytes: 0, directoryBytes: 0, manifestBytes: 0, entriesBytes: 0, files: 0 };

/**
 * A ZIP that is written in pieces, by one process after the other if need be. Beside the archive itself lie three journals:
 * its directory, its manifest, and one line for each claim. `mark()` forces all four to disk and says how long they are;
 * opened with that mark again, whatever came after it is cut off. Nothing of it is ever held in memory.
 *
 * Promises that files added before a mark are in the archive, whole and once, however often the process dies after it.
 * Trusts the disk; the manifest tells whoever opens the archive whether it was right to.
 */
export interface Archive {
  /** Adds files; `lines` go into the journal of claims. Adds all of it or, until the next mark, nothing. */
  add(files: readonly CaseFile[], lines?: readonly object[]): Promise<void>;
  mark(): Promise<ArchiveMark>;
  /** Lines of the journal of claims. */
  entries(): AsyncIterable<JournalLine>;
  /** The manifest as it stands, as a file of the archive. */
  manifest(path: string): Promise<CaseFile>;
  /** Writes the directory and its end; the archive can then be opened by anybody. */
  finish(): Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
  close(): Promise<void>;
}

export interface JournalLine {
  readonly entry: unknown;
  /** Bytes of the journal up to its end: where to go on after it. */
  readonly endsAt: number;
}

/** The journals do not reach the mark: somebody took the folder away, or it is another disk. */
export class ArchiveLost extends Error {
  override readonly name = 'ArchiveLost';
}

const PART = 'expediente.zip.part';
const WHOLE = 'expediente.zip';
const JOURNALS = { directory: 'directorio', manifest: 'manifiesto', entries: 'hojas' } as const;

/** @throws ArchiveLost */
export async function openArchive(folder: string, mark: ArchiveMark, modifiedAt: Date): Promise<Archive> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lengths = [
    [PART, mark.zipBytes],
    [JOURNALS.directory, mark.directoryBytes],
    [JOURNALS.manifest, mark.manifestBytes],
    [JOURNALS.entries, mark.entriesBytes],
  ] as const;
  for (const [name, length] of lengths) await demand(join(folder, name), length);
  const zip = await openAt(join(folder, PART), mark.zipBytes);
  const directory = await openAt(join(folder, JOURNALS.directory), mark.directoryBytes);
  const manifest = await openAt(join(folder, JOURNALS.manifest), mark.manifestBytes);
  const entries = await openAt(join(folder, JOURNALS.entries), mark.entriesBytes);
  const reached = { ...mark };
  const packer = new Packer();

  async function append(file: FileHandle, at: 'directoryBytes' | 'manifestBytes' | 'entriesBytes', bytes: Buffer) {
    await writeAt(file, bytes, reached[at]);
    reached[at] += bytes.length;
  }

  return {
    async add(files, lines = []) {
      const segment = await writeSegment(zip, { offset: reached.zipBytes, files, modifiedAt, packer });
      reached.zipBytes += segment.sizeBytes;
      reached.files += files.length;
      await append(directory, 'directoryBytes', segment.records);
      await append(manifest, 'manifestBytes', Buffer.from(files.map(manifestLine).join('')));
      await append(entries, 'entriesBytes', Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
    },

    async mark() {
      await Promise.all([zip, directory, manifest, entries].map((file) => file.datasync()));
      return { ...reached };
    },

    entries: () => readEntries(folder, { from: 0, to: reached.entriesBytes }),

    async manifest(path) {
      const journal = join(folder, JOURNALS.manifest);
      const sizeBytes = reached.manifestBytes;
      if (sizeBytes === 0) throw new Error('a case file has at least one file');
      const sha256 = await sha256Of(journal, sizeBytes);
      return { path, sha256, sizeBytes, content: async () => chunksOf(journal, { from: 0, to: sizeBytes }) };
    },

    async finish() {
      const start = reached.zipBytes;
      let at = start;
      for await (const chunk of chunksOf(join(folder, JOURNALS.directory), { from: 0, to: reached.directoryBytes })) {
        await writeAt(zip, chunk, at);
        at += chunk.length;
      }
      const last = directoryEnd({ start, sizeBytes: reached.directoryBytes, count: reached.files });
      await writeAt(zip, last, at);
      const sizeBytes = at + last.length;
      await zip.truncate(sizeBytes);
      await zip.datasync();
      return { sha256: await sha256Of(join(folder, PART), sizeBytes), sizeBytes };
    },

    async close() {
      await Promise.all([zip, directory, manifest, entries].map((file) => file.close()));
    },
  };
}

async function sha256Of(path: string, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunksOf(path, { from: 0, to: sizeBytes })) hash.update(chunk);
  return hash.digest('hex');
}

/** SHA-256, bytes, path: what `sha256sum` prints, with the size in between. */
function manifestLine({ sha256, sizeBytes, path }: CaseFile): string {
  return `${sha256}  ${sizeBytes}  ${path}\n`;
}

/** @throws ArchiveLost where it is shorter than what was committed. */
async function demand(path: string, length: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if ((found?.size ?? 0) < length) throw new ArchiveLost(path);
}

/** Opened, and cut to what was committed. */
async function openAt(path: string, length: number): Promise<FileHandle> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  await file.truncate(length);
  return file;
}

/** The journal of claims between two places where lines end. */
export async function* readEntries(
  folder: string,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncIterable<JournalLine> {
  let endsAt = from;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunksOf(join(folder, JOURNALS.entries), { from, to })) {
    let bytes = Buffer.concat([rest, chunk]); // a copy: the chunk's memory is used again
    for (let line = bytes.indexOf(10); line >= 0; line = bytes.indexOf(10)) {
      endsAt += line + 1;
      yield { entry: JSON.parse(bytes.toString('utf8', 0, line)) as unknown, endsAt };
      bytes = bytes.subarray(line + 1);
    }
    rest = bytes;
  }
}

/** From now on it is what is handed out; what it was made with goes. */
export async function publish(folder: string): Promise<void> {
  const there = await stat(join(folder, PART)).catch(() => undefined);
  if (there !== undefined) await rename(join(folder, PART), join(folder, WHOLE));
  for (const name of Object.values(JOURNALS)) await rm(join(folder, name), { force: true });
}

export function pathOfWhole(folder: string): string {
  return join(folder, WHOLE);
}

/** Every byte of it, whole or not. */
export async function destroy(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
