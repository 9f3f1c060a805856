import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
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
      const end = reached.manifestBytes - 1;
      const read = () => createReadStream(join(folder, JOURNALS.manifest), { end });
      if (end < 0) throw new Error('a case file has at least one file');
      const hash = createHash('sha256');
      for await (const chunk of read()) hash.update(chunk as Buffer);
      return { path, sha256: hash.digest('hex'), sizeBytes: end + 1, content: async () => read() };
    },

    async finish() {
      const start = reached.zipBytes;
      let at = start;
      const end = reached.directoryBytes - 1;
      for await (const chunk of createReadStream(join(folder, JOURNALS.directory), { end })) {
        await writeAt(zip, chunk as Buffer, at);
        at += (chunk as Buffer).length;
      }
      const last = directoryEnd({ start, sizeBytes: reached.directoryBytes, count: reached.files });
      await writeAt(zip, last, at);
      const sizeBytes = at + last.length;
      await zip.truncate(sizeBytes);
      await zip.datasync();
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(join(folder, PART))) hash.update(chunk as Buffer);
      return { sha256: hash.digest('hex'), sizeBytes };
    },

    async close() {
      await Promise.all([zip, directory, manifest, entries].map((file) => file.close()));
    },
  };
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
  if (from >= to) return;
  let endsAt = from;
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(join(folder, JOURNALS.entries), { start: from, end: to - 1 })) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (let line = rest.indexOf(10); line >= 0; line = rest.indexOf(10)) {
      endsAt += line + 1;
      yield { entry: JSON.parse(rest.toString('utf8', 0, line)) as unknown, endsAt };
      rest = rest.subarray(line + 1);
    }
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
