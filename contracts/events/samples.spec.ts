import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStored } from './catalogue.ts';

const folder = new URL('./samples/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const sums = new Map(
  readFileSync(new URL('SHA256SUMS', folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => [line.slice(66), line.slice(0, 64)]),
);

describe('golden samples', () => {
  it.each(names)('%s is read by the schema of its version, and was never changed', (name) => {
    const bytes = readFileSync(new URL(name, folder));
    const [, type = '', version = ''] = /^(\w+)\.v(\d+)\.json$/.exec(name) ?? [];
    expect(() => parseStored(type, Number(version), JSON.parse(bytes.toString('utf8')))).not.toThrow();
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sums.get(name));
  });
});
