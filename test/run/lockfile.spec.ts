import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { house } from './house.ts';

it('the lockfile has an entry for every platform package it names, so that npm ci works on every machine', () => {
  const script = `
    const { missingEntries } = await import(${JSON.stringify(join(house, 'ops', 'lockfile.mjs'))});
    const { readFileSync } = await import('node:fs');
    console.log(missingEntries(JSON.parse(readFileSync('package-lock.json', 'utf8'))).map(({ name }) => name).join());`;
  const missing = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: house });
  expect(missing.toString().trim()).toBe('');
});
