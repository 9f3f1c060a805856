import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../events/catalogue.ts';
import { fieldsOf, personalPaths } from '../personal.ts';
import { messageOf, messages } from './catalogue.ts';
import { claimsFeed, feedName, REGULATOR_FEED, rucOfFeed } from './feeds.ts';

/**
 * One message of every version that ever was, as it lies in somebody's topic. A sample never changes and never goes: add the
 * new version's beside it, and its line to SHA256SUMS (`LC_ALL=C sha256sum *.json > SHA256SUMS` in `samples/`).
 */
const folder = new URL('samples/', import.meta.url);
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const files = readdirSync(folder).filter((name) => name !== 'SHA256SUMS');

describe('golden samples of messages', () => {
  it('are one for every version of every message, and no other', () => {
    expect(files.toSorted()).toEqual(messages.map(({ type }) => `${type}.json`).toSorted());
  });

  it('are the bytes they were when they were added', () => {
    const sum = (name: string) => createHash('sha256').update(text(name)).digest('hex');
    expect(
      files
        .toSorted()
        .map((name) => `${sum(name)}  ${name}\n`)
        .join(''),
    ).toBe(text('SHA256SUMS'));
  });
});

describe.each(messages)('$type', ({ type, schema }) => {
  const sample = (): Record<string, unknown> => JSON.parse(text(`${type}.json`));

  it('is read today as it was written', () => {
    expect(schema.parse(sample())).toEqual(sample());
    expect(messageOf(type)?.schema).toBe(schema);
  });

  it('shows every field of its version, and refuses one that it does not know', () => {
    expect(pathsOf(sample())).toEqual([...new Set(fieldsOf(schema).map(({ path }) => path))].toSorted());
    expect(schema.safeParse({ ...sample(), unheardOf: 1 }).success).toBe(false);
  });

  it('has no field that holds personal data, by tag, by schema or by name', () => {
    expect(personalPaths(schema)).toEqual([]);
    const names = fieldsOf(schema).map(({ path }) => path.split('.').at(-1) ?? '');
    expect(names.filter((name) => personalNames.has(name))).toEqual([]);
  });
});

/** What tagged fields are called in stored events. */
const personalNames = new Set(
  Object.values(catalogue).flatMap((versions) =>
    Object.values(versions).flatMap((schema) => personalPaths(schema).map((path) => path.split('.').at(-1) ?? '')),
  ),
);

it('knows which names are personal', () => {
  expect([...personalNames]).toEqual(expect.arrayContaining(['name', 'documentNumber', 'detail', 'email', 'fileName']));
});

it('names feeds so that their firm can be told', () => {
  expect(rucOfFeed(claimsFeed('20999999990'))).toBe('20999999990');
  expect(rucOfFeed(REGULATOR_FEED)).toBeUndefined();
  expect(rucOfFeed('foja.20999999990.claims.v10')).toBeUndefined();
  for (const feed of [claimsFeed('20999999990'), REGULATOR_FEED]) expect(feedName.parse(feed)).toBe(feed);
});

function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  return Object.entries(value)
    .flatMap(([key, item]) => pathsOf(item, at(key)))
    .toSorted();
}
