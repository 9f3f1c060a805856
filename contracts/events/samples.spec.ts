import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { fieldsOf } from '../personal.ts';
import { catalogue, currentVersion, isEventType, parseStored } from './catalogue.ts';

/**
 * One stored event of every version that ever was, as it lies in somebody's ledger. A sample never changes and never
 * goes: add the new version's beside it, and its line to SHA256SUMS (`LC_ALL=C sha256sum *.json > SHA256SUMS` in `samples/`).
 */
const folder = new URL('samples/', import.meta.url);
const files = readdirSync(folder).filter((name) => name !== 'SHA256SUMS');
const versions = Object.entries(catalogue).flatMap(([type, schemas]) =>
  Object.entries(schemas).map(([version, schema]) => ({
    type,
    version: Number(version),
    schema: schema as z.ZodType,
    file: `${type}.v${version}.json`,
  })),
);

describe('golden samples', () => {
  it('are one for every version of every event, and no other', () => {
    expect(files.toSorted()).toEqual(versions.map(({ file }) => file).toSorted());
  });

  it('are the bytes they were when they were added', () => {
    const sums = [...files]
      .sort()
      .map(
        (name) =>
          `${createHash('sha256')
            .update(readFileSync(new URL(name, folder)))
            .digest('hex')}  ${name}\n`,
      )
      .join('');
    expect(sums).toBe(text('SHA256SUMS'));
  });
});

describe.each(versions)('$type v$version', ({ type, version, schema, file }) => {
  it('is read today, and written again as the latest version it says the same', () => {
    const stored = sample(file);
    const event = parseStored(type, version, stored);
    const latest = isEventType(type) ? currentVersion(type) : 0;
    expect(event.type).toBe(type);
    expect(parseStored(type, latest, event.data)).toEqual(event);
    if (version === latest) expect(event.data).toEqual(stored);
    expect(JSON.parse(JSON.stringify(event.data))).toEqual(event.data);
  });

  it('shows every field of its version', () => {
    const shown = pathsOf(sample(file));
    expect([...shown].toSorted()).toEqual([...new Set(fieldsOf(schema).map(({ path }) => path))].toSorted());
  });

  it('refuses a field that it does not know, and lacks no field that it needs', () => {
    const stored = sample(file);
    expect(() => parseStored(type, version, { ...stored, unheardOf: 1 })).toThrow('does not follow its schema at');
    for (const key of Object.keys(stored)) {
      const { [key]: _, ...rest } = stored;
      const optional = fieldsOf(schema).every((field) => field.path.split('.')[0] !== key || field.optional);
      const read = () => parseStored(type, version, rest);
      if (!optional) expect(read, key).toThrow(`${type} v${version} does not follow its schema at: ${key}`);
    }
  });
});

function text(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

function sample(file: string): Record<string, unknown> {
  return JSON.parse(text(file));
}

/** Paths of the values in plain data, written as `fieldsOf` writes those of a schema. */
function pathsOf(value: unknown, path = ''): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set([path]);
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const entries = Array.isArray(value) ? value.map((item) => ['*', item] as const) : Object.entries(value);
  return new Set(entries.flatMap(([key, item]) => [...pathsOf(item, at(key))]));
}
