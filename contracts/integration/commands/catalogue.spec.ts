import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldsOf, personalPaths } from '../../personal.ts';
import { commandOf, knownCommands, RESULT_TYPE } from './catalogue.ts';
import { CommandResultV1 } from './result.ts';
import { commandsTopic, rejectsTopic, resultsTopic, rucOfCommands } from './topics.ts';

/**
 * One message of every version that ever was, as an ERP sends it, and one for each outcome of a result. A sample never changes
 * and never goes: add the new version's beside it, and its line to SHA256SUMS (`LC_ALL=C sha256sum *.json > SHA256SUMS`).
 */
const folder = new URL('samples/', import.meta.url);
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const sample = (name: string): Record<string, unknown> => JSON.parse(text(`${name}.json`));
const files = readdirSync(folder).filter((name) => name !== 'SHA256SUMS');
const outcomes = ['done', 'refused', 'rejected'];

describe('golden samples of commands and results', () => {
  it('are one for every version of every command, one for every outcome, and no other', () => {
    const named = [...knownCommands.map(({ type }) => type), ...outcomes.map((outcome) => `${RESULT_TYPE}.${outcome}`)];
    expect(files.toSorted()).toEqual(named.map((name) => `${name}.json`).toSorted());
  });

  it('are the bytes they were when they were added', () => {
    const sum = (name: string) => createHash('sha256').update(text(name)).digest('hex');
    const lines = files.toSorted().map((name) => `${sum(name)}  ${name}\n`);
    expect(lines.join('')).toBe(text('SHA256SUMS'));
  });
});

describe.each(knownCommands)('$type', ({ type, schema }) => {
  it('is read today as it was written, shows every field, and refuses one that it does not know', () => {
    expect(schema.parse(sample(type))).toEqual(sample(type));
    expect(Object.keys(sample(type)).toSorted()).toEqual(
      fieldsOf(schema)
        .map(({ path }) => path)
        .toSorted(),
    );
    expect(schema.safeParse({ ...sample(type), unheardOf: 1 }).success).toBe(false);
    expect(commandOf(type)?.schema).toBe(schema);
  });
});

it('texts are tagged as personal, as in the HTTP API', () => {
  expect(Object.fromEntries(knownCommands.map(({ type, schema }) => [type, personalPaths(schema)]))).toEqual({
    'foja.command.view-claim.v1': [],
    'foja.command.respond-to-claim.v1': ['text', 'grounds'],
    'foja.command.offer-settlement.v1': ['text'],
    'foja.command.extend-deadline.v1': ['reason', 'thirdParty'],
  });
});

it.each(outcomes)('a result says %s', (outcome) => {
  expect(CommandResultV1.parse(sample(`${RESULT_TYPE}.${outcome}`))).toEqual(sample(`${RESULT_TYPE}.${outcome}`));
});

it('topics are named so that their firm can be told', () => {
  expect(rucOfCommands(commandsTopic('20999999990'))).toBe('20999999990');
  for (const topic of [resultsTopic('20999999990'), rejectsTopic('20999999990'), 'foja.2099.commands.v1']) {
    expect(rucOfCommands(topic)).toBeUndefined();
  }
});
