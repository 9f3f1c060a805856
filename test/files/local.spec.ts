import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesOf, FileDamaged, openLocalFiles } from '@foja/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileStoreContract } from './contract.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foja-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

fileStoreContract('local folder', () => openLocalFiles(join(folder, 'contract')));

describe('files in a folder', () => {
  it('are for their owner alone, under two digits of their hash', async () => {
    const home = join(folder, 'modes');
    const files = await openLocalFiles(home);
    const { sha256 } = await files.put(Buffer.from('private'), { mediaType: 'text/plain' });
    const shelf = join(home, sha256.slice(0, 2));
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect((await stat(shelf)).mode & 0o777).toBe(0o700);
    expect((await stat(join(shelf, sha256.slice(2)))).mode & 0o777).toBe(0o600);
  });

  it('are found out when their bytes changed on the disk; putting them again mends them', async () => {
    const home = join(folder, 'damaged');
    const files = await openLocalFiles(home);
    const { sha256 } = await files.put(Buffer.from('as it was'), { mediaType: 'text/plain' });
    await writeFile(join(home, sha256.slice(0, 2), sha256.slice(2)), 'as it is now');
    await expect(bytesOf(files, sha256)).rejects.toThrow(FileDamaged);
    await files.put(Buffer.from('as it was'), { mediaType: 'text/plain' });
    expect((await bytesOf(files, sha256))?.toString()).toBe('as it was');
  });

  it('leave nothing half written behind: neither a refused one nor one that a crash left', async () => {
    const home = join(folder, 'leftovers');
    const files = await openLocalFiles(home);
    await expect(files.put(Buffer.alloc(10), { mediaType: 'x', maxBytes: 9 })).rejects.toThrow();
    expect(await readdir(join(home, 'incoming'))).toEqual([]);
    const old = join(home, 'incoming', 'left-by-a-crash');
    await writeFile(old, 'half');
    await utimes(old, new Date(0), new Date(0));
    await writeFile(join(home, 'incoming', 'being-written-by-another-process'), 'half');
    await openLocalFiles(home);
    expect(await readdir(join(home, 'incoming'))).toEqual(['being-written-by-another-process']);
  });
});
