import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesOf, openLocalFiles } from '@foja/files';

/**
 * Where files wait between the form and the filing. Not the house's own store: what is never filed must go away again, and
 * a store of evidence deletes nothing. Kept for a day; beyond `mostBytes` nothing more is taken, so that nobody fills the disk.
 */
export interface Staging {
  /** Undefined: no room. */
  put(bytes: Buffer, mediaType: string): Promise<{ readonly sha256: string; readonly sizeBytes: number } | undefined>;
  /** Undefined where it is gone. */
  get(sha256: string): Promise<Buffer | undefined>;
  close(): void;
}

const KEPT_MS = 24 * 3_600_000;
const SWEEP_MS = 15 * 60_000;

export async function openStaging(folder: string, { mostBytes = 2 * 1024 ** 3 } = {}): Promise<Staging> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = await openLocalFiles(folder);
  let usedBytes = await sweep(folder);
  const timer = setInterval(() => {
    sweep(folder).then(
      (used) => {
        usedBytes = used;
      },
      () => undefined, // the next round tries again
    );
  }, SWEEP_MS);
  timer.unref();
  return {
    async put(bytes, mediaType) {
      if (usedBytes + bytes.length > mostBytes) return undefined;
      usedBytes += bytes.length;
      return files.put(bytes, { mediaType });
    },
    get: (sha256) => bytesOf(files, sha256),
    close: () => clearInterval(timer),
  };
}

/** Removes what has waited for more than a day; answers how many bytes are left. */
async function sweep(folder: string): Promise<number> {
  const before = Date.now() - KEPT_MS;
  let left = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    if (found.mtimeMs < before) await rm(path, { force: true });
    else left += found.size;
  }
  return left;
}
