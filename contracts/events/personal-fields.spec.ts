import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { personalPaths } from '../personal.ts';
import { catalogue, isEventType, parseStored } from './catalogue.ts';
import { ERASED, ERASED_EMAIL, personalFieldsOf } from './personal-fields.ts';

const folder = new URL('samples/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => {
    const [type = '', version = ''] = name.replace('.json', '').split('.v');
    return { type, version: Number(version), data: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) };
  });

describe.each(samples)('$type v$version', ({ type, version, data }) => {
  const schemas: Record<number, Parameters<typeof personalPaths>[0]> = isEventType(type) ? catalogue[type] : {};
  const schema = schemas[version];
  const fields = personalFieldsOf(type, version);

  it('has its personal values taken out and put back', () => {
    const paths = schema === undefined ? [] : personalPaths(schema);
    if (fields === undefined) return expect(paths).toEqual([]);
    const before = structuredClone(data);
    const { rest, values } = fields.takeOut(data);
    expect(Object.keys(values)).toEqual(paths.toSorted());
    expect(fields.putBack(rest, values)).toEqual(data);
    expect(data, 'left as it was').toEqual(before);
    for (const value of Object.values(values)) expect(JSON.stringify(rest)).not.toContain(JSON.stringify(value));
  });

  it('follows its schema without them, and says where something was', () => {
    if (fields === undefined) return;
    const erased = fields.erased(fields.takeOut(data).rest);
    expect(parseStored(type, version, erased).type).toBe(type);
    const left = Object.values(fields.takeOut(erased).values);
    for (const value of left) expect([ERASED, ERASED_EMAIL]).toContain(value);
  });

  it('has no member of its own called as the box is', () => {
    expect(data).not.toHaveProperty('sealed');
  });
});

it('refuses values that have no place', () => {
  expect(() => personalFieldsOf('ClaimReclassified', 1)?.putBack({}, { detail: 'x' })).toThrow('have no place');
});

it('knows nothing of events that are none', () => {
  expect(personalFieldsOf('constructor', 1)).toBeUndefined();
  expect(personalFieldsOf('ClaimFiled', 99)).toBeUndefined();
});
