import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type FileAbout, type FileContent, type FileStore, FileTooLarge, type StoredFile } from './port.ts';
import { verified } from './verified.ts';

/**
 * Files in a folder: `ab/cdef…`, mode 600 in folders of mode 700. Written beside, forced to disk, then renamed, so that a
 * crash leaves either the whole file or a leftover that the next start sweeps away. Trusts the file system and whoever may
 * write to the folder; `get` with `verify` trusts neither.
 */
export async function openLocalFiles(folder: string): Promise<FileStore> {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await sweep(incoming);

  async function put(content: FileContent, { maxBytes }: FileAbout): Promise<StoredFile> {
    const temporary = join(incoming, randomUUID());
    try {
      const stored = await write(temporary, content, maxBytes ?? Number.POSITIVE_INFINITY);
      await moveIn(temporary, stored.sha256);
      return stored;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Replacing a file by the same bytes is harmless, so two that put at once need no lock. */
  async function moveIn(temporary: string, sha256: string): Promise<void> {
    const shelf = join(folder, sha256.slice(0, 2));
    const made = await mkdir(shelf, { recursive: true, mode: 0o700 });
    await rename(temporary, pathOf(sha256));
    await flushFolder(shelf);
    if (made !== undefined) await flushFolder(folder);
  }

  async function get(sha256: string, { verify = false } = {}): Promise<Readable | undefined> {
    if (!(await has(sha256))) return undefined;
    const bytes = createReadStream(pathOf(sha256));
    return verify ? verified(bytes, sha256) : bytes;
  }

  async function has(sha256: string): Promise<boolean> {
    return access(pathOf(sha256)).then(
      () => true,
      () => false,
    );
  }

  async function remove(sha256: string): Promise<boolean> {
    try {
      await unlink(pathOf(sha256));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** @throws RangeError for anything but a hash: no other text may become a path. */
  function pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new RangeError('a file is asked for by its SHA-256, 64 hexadecimal digits');
    return join(folder, sha256.slice(0, 2), sha256.slice(2));
  }

  return { put, get, has, delete: remove };
}

async function write(path: string, content: FileContent, maxBytes: number): Promise<StoredFile> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  let sizeBytes = 0;
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw new FileTooLarge(maxBytes);
      hash.update(chunk);
      await file.writeFile(chunk); // at the current position; unlike write(), never short
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** A rename is durable once its folder is. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a crash left half written. An hour is more than any upload here may take. */
async function sweep(incoming: string): Promise<void> {
  const before = Date.now() - 60 * 60_000;
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < before) await rm(path, { force: true });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
