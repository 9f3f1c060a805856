import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ArchiveLost, BEGINNING, openArchive, pathOfWhole, publish } from '@foja/casefiles/archive/archive.ts';
import { directoryEnd } from '@foja/casefiles/archive/directory.ts';
import { directoryRecord } from '@foja/casefiles/archive/entry.ts';
import type { CaseFile } from '@foja/casefiles/archive/segment.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesOf, filesOf } from './zip.ts';

/** An archive that is written in pieces opens in whatever people open it with. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foja-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const when = new Date('2026-10-05T12:00:00Z');

function file(path: string, text: string, streamed = false): CaseFile {
  const bytes = Buffer.from(text);
  const content = streamed ? async () => Readable.from([bytes]) : bytes;
  return { path, content, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

describe('an archive in pieces', () => {
  it('goes on where it was marked, whatever was written after it', async () => {
    const first = await openArchive(folder, BEGINNING, when);
    await first.add([file('uno/a.txt', 'a'.repeat(5_000)), file('uno/b.bin', 'b', true)], [{ n: 1 }]);
    const mark = await first.mark();
    await first.add([file('uno/perdido.txt', 'nunca se marcó')], [{ n: 2 }]);
    await first.close(); // as a kill leaves it: bytes behind the mark

    const second = await openArchive(folder, mark, when);
    await second.add([file('dos/c.txt', 'c')], [{ n: 3 }]);
    const manifest = await second.manifest('manifiesto.txt');
    await second.add([manifest]);
    const entries: unknown[] = [];
    for await (const { entry } of second.entries()) entries.push(entry);
    const { sha256, sizeBytes } = await second.finish();
    await second.close();
    await publish(folder);

    const bytes = readFileSync(pathOfWhole(folder));
    expect(bytes.length).toBe(sizeBytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(entries).toEqual([{ n: 1 }, { n: 3 }]);
    const files = await filesOf(bytes);
    expect([...files.keys()]).toEqual(['uno/a.txt', 'uno/b.bin', 'dos/c.txt', 'manifiesto.txt']);
    expect(files.get('uno/a.txt')?.toString()).toBe('a'.repeat(5_000));
    for (const line of files.get('manifiesto.txt')?.toString().trimEnd().split('\n') ?? []) {
      const [hash, size, path = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(files.get(path) ?? '')
          .digest('hex'),
      ).toBe(hash);
      expect(files.get(path)?.length).toBe(Number(size));
    }
  });

  it('is opened by unzip and by Python, where the machine has them', async () => {
    const archive = await openArchive(folder, BEGINNING, when);
    for (let n = 0; n < 20; n += 1) await archive.add([file(`${n}/x.txt`, `${n}`), file(`${n}/y.txt`, 'ñ', true)]);
    await archive.finish();
    await archive.close();
    await publish(folder);
    const readers = [
      ['unzip', ['-tqq', pathOfWhole(folder)]],
      [
        'python3',
        ['-c', 'import sys,zipfile;sys.exit(zipfile.ZipFile(sys.argv[1]).testzip() is not None)', pathOfWhole(folder)],
      ],
    ] as const;
    const tried = readers.filter(([program]) => isThere(program));
    for (const [program, args] of tried) execFileSync(program, args);
    expect((await entriesOf(pathOfWhole(folder))).size).toBe(40);
  });

  it('says that it is lost where the disk holds less than was marked', async () => {
    const archive = await openArchive(folder, BEGINNING, when);
    await archive.add([file('a.txt', 'a')]);
    const mark = await archive.mark();
    await archive.close();
    writeFileSync(join(folder, 'manifiesto'), '');
    await expect(openArchive(folder, mark, when)).rejects.toThrow(ArchiveLost);
  });

  it('compresses a beginning that pages share once, and every page is itself again', async () => {
    const style = Array.from({ length: 900 }, (_, n) => `.c${n}{color:#${n}}`).join('');
    const pages = ['uno', 'dos', 'dos', 'tres'].map((name, n) => `<style>${style}</style><p>${name.repeat(99)} ${n}`);
    pages.push(
      `<style>${style.slice(0, 3_000)}</style>${'corto'.repeat(99)}`,
      'nada en común '.repeat(99),
      pages[0] ?? '',
    );
    const archive = await openArchive(folder, BEGINNING, when);
    await archive.add(pages.map((page, n) => file(`${n}/index.html`, page)));
    await archive.finish();
    await archive.close();
    await publish(folder);
    const files = await filesOf(pathOfWhole(folder));
    expect([...files.values()].map(String)).toEqual(pages);
    const packed = [...(await entriesOf(pathOfWhole(folder))).values()].map(({ crc32 }) => crc32);
    expect(packed[1]).not.toBe(packed[2]);
    expect(packed[0]).toBe(packed.at(-1));
    if (isThere('unzip')) execFileSync('unzip', ['-tqq', pathOfWhole(folder)]);
  });

  it('refuses a path that leads out of it', async () => {
    const archive = await openArchive(folder, BEGINNING, when);
    for (const path of ['../fuera.txt', '/etc/passwd', 'a/../../b.txt']) {
      await expect(archive.add([file(path, 'x')])).rejects.toThrow();
    }
    await archive.close();
  });

  it('has a directory of ZIP64 once there are more files than 65,534', async () => {
    const archive = await openArchive(folder, BEGINNING, when);
    const many = 66_000;
    for (let n = 0; n < many; n += 1_000) {
      await archive.add(Array.from({ length: 1_000 }, (_, at) => file(`${n + at}`, '')));
    }
    await archive.finish();
    await archive.close();
    await publish(folder);
    expect((await entriesOf(pathOfWhole(folder))).size).toBe(many);
    if (isThere('unzip')) execFileSync('unzip', ['-tqq', pathOfWhole(folder)]);
  });
});

describe('places beyond 4 GB', () => {
  const GB5 = 5 * 1024 ** 3;

  it('are written as ZIP64 has them: 64 bits in the extra field, the marker where 32 stood', () => {
    const entry = { path: 'a.txt', stored: 'as-is', crc32: 7, packedBytes: 1, sizeBytes: 1, modifiedAt: when } as const;
    const record = directoryRecord(entry, GB5);
    expect(record.readUInt32LE(42)).toBe(0xffff_ffff);
    expect(record.readUInt16LE(6)).toBe(45);
    const own = record.subarray(46 + 'a.txt'.length);
    expect([record.readUInt16LE(30), own.length]).toEqual([12, 12]);
    expect([own.readUInt16LE(0), own.readUInt16LE(2)]).toEqual([1, 8]);
    expect(own.readBigUInt64LE(4)).toBe(BigInt(GB5));
    expect(directoryRecord(entry, 5).length).toBe(46 + 'a.txt'.length);
  });

  it('end with the locator of the 64-bit end', () => {
    const end = directoryEnd({ start: GB5, sizeBytes: 100, count: 1 });
    expect(end.length).toBe(56 + 20 + 22);
    expect(end.readBigUInt64LE(48)).toBe(BigInt(GB5));
    expect(end.readBigUInt64LE(56 + 8)).toBe(BigInt(GB5 + 100));
    expect(end.readUInt32LE(56 + 20 + 16)).toBe(0xffff_ffff);
    expect(directoryEnd({ start: 10, sizeBytes: 100, count: 1 }).length).toBe(22);
  });
});

function isThere(program: string): boolean {
  try {
    execFileSync('which', [program]);
    return true;
  } catch {
    return false;
  }
}
