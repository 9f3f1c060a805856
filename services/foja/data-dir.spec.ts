import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeDataDir } from './data-dir.ts';

const home = mkdtempSync(join(tmpdir(), 'foja-data-dir-'));
afterAll(() => rmSync(home, { recursive: true }));

it('makes the folder and what is missing above it, and is content with one that is there', () => {
  const dataDir = join(home, 'a', 'b');
  makeDataDir(dataDir);
  makeDataDir(dataDir);
  expect(statSync(dataDir).isDirectory()).toBe(true);
});

it('names the setting where no folder can be made', () => {
  const file = join(home, 'archivo');
  writeFileSync(file, '');
  for (const dataDir of [file, join(file, 'x'), join(home, 'x\0')]) {
    expect(() => makeDataDir(dataDir), dataDir).toThrow('DATA_DIR: no se puede usar la carpeta');
  }
});

// A recursive mkdirSync never comes back from here.
it.runIf(process.platform === 'linux')('gives up where the file system makes no folders', () => {
  expect(() => makeDataDir('/proc/foja/data')).toThrow('DATA_DIR: no se puede usar la carpeta /proc/foja/data');
});
