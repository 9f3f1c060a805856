import { chmodSync, chownSync, type Dirent, lstatSync, mkdirSync } from 'node:fs';
import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies a folder with what it holds, modes and, where this process may, owners. Files that go away meanwhile are left out:
 * whoever copies a folder in use has to know what that means. Links are left out, too: Foja makes none.
 *
 * @param leaveOut asked with each name, at every depth.
 * @returns bytes copied.
 */
export async function copyTree(
  from: string,
  to: string,
  { leaveOut = () => false }: { readonly leaveOut?: (name: string) => boolean } = {},
): Promise<number> {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  giveAs(from, to);
  let bytes = 0;
  for (const entry of await entriesOf(from)) {
    if (leaveOut(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) bytes += await copyTree(source, target, { leaveOut });
    else if (entry.isFile()) bytes += await unlessGone(() => copyOne(source, target), 0);
  }
  return bytes;
}

/** Mode and owner of `to` as `from` has them; a process that is not root owns what it makes, and everything it may read. */
export function giveAs(from: string, to: string): void {
  const { mode, uid, gid } = lstatSync(from);
  chmodSync(to, mode & 0o7777);
  if (process.getuid?.() === 0) chownSync(to, uid, gid);
}

async function copyOne(source: string, target: string): Promise<number> {
  await copyFile(source, target);
  giveAs(source, target);
  return lstatSync(target).size;
}

function entriesOf(folder: string): Promise<Dirent[]> {
  return unlessGone(() => readdir(folder, { withFileTypes: true }), []);
}

async function unlessGone<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  }
}
