import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { programOf, run } from './cli.ts';

/** People read the command line in Spanish: its own words, and those of the library behind it. */

const ENGLISH =
  /\b(?:usage|options?|commands?|arguments?|default|choices|display|allowed|required|specified|invalid|missing|unknown|error|expected|too many|did you|unexpected|input|file|found|cannot|the|of|for|is|and|with)\b/i;

/** Names of commands, options and variables are typed, not read; examples and JSON too. */
function prose(text: string): string {
  return text
    .replace(/^ {2}\$ .*(?:\n {8}.*)*$/gm, '')
    .replace(/--[a-z-]+|\b[A-Z_]{3,}\b|"[^"]*"|'[^']*'|<[^>]*>|\[\{.*?\}/gs, '')
    .replace(/^ {2}(?:[a-z-]+\b)/gm, '')
    .replace(/^Uso: .*?(?=\[|$)/gm, '');
}

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  const write = (chunk: string | Uint8Array) => said.push(String(chunk)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(() => vi.restoreAllMocks());

function everyCommand(command: Command, path: readonly string[] = []): string[][] {
  return [[...path], ...command.commands.flatMap((part) => everyCommand(part, [...path, part.name()]))];
}

const commands = everyCommand(await programOf({}));

describe('the help', () => {
  it('is there for every command', () => {
    expect(commands.length).toBeGreaterThan(30);
  });

  it.each(commands.map((path) => [path.join(' '), path] as const))('foja %s', async (_, path) => {
    expect(await run([...path, '--help'], {})).toBe(0);
    const help = said.join('');
    expect(help).toMatch(/^Uso: foja/);
    expect(prose(help).match(ENGLISH)?.[0]).toBeUndefined();
  });
});

describe('the examples', () => {
  it('declare no day off of the public sector as a holiday that stops terms', async () => {
    expect(await run(['holidays', 'add', '--help'], {})).toBe(0);
    const examples = said
      .join('')
      .split('\n')
      .filter((line) => line.includes('$ ') && /no laborable/i.test(line));
    expect(examples).toHaveLength(1);
    for (const example of examples) expect(example).toContain('--kind NO_LABORABLE_PUBLICO');
  });
});

describe('rubbish', () => {
  const folder = mkdtempSync(join(tmpdir(), 'foja-rubbish-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it.each([
    ['nada'],
    ['keis'],
    ['--nada'],
    ['books'],
    ['books', 'opne'],
    ['keys', 'issue'],
    ['keys', 'issue', '--ruc'],
    ['keys', 'issue', '--ruc', '1', '--role', 'jefe', '--label', 'x'],
    ['keys', 'issue', '--ruc', '1', '--role', 'admin', '--label', 'x'],
    ['keys', 'revoke'],
    ['status', 'ahora', 'ya'],
    ['status', '--nope'],
    ['status', '--jsn'],
    ['seed', '--claims', 'muchos'],
    ['seed', '--claims', '5', '--from', '2026-02-30'],
    ['holidays', 'add', 'mañana', '--name', 'x', '--norm', 'y'],
    ['holidays', 'add', '2027-01-04', '--name', 'x', '--norm', 'y', '--kind', 'z'],
    ['holidays', 'list', '--year', '1999'],
    ['holidays', 'import', join(folder, 'no-existe.json')],
    ['holidays', 'import', folder],
    ['holidays', 'import', file('vacio.json', '')],
    ['holidays', 'import', file('roto.json', '[{"date": ')],
    ['holidays', 'import', file('otro.json', '{"date": 1}')],
    ['regimes', 'correct', file('regimen.json', '{"id": "x"}'), '--reason', 'x'],
    ['rebuild', '--only', 'nada'],
    ['deadline', '--filed', 'ayer'],
    ['deadline', '--filed', '2026-10-05', '--sector', 'otro'],
    ['replay', 'x'],
    ['replay', '1-2026', '--as-of', 'ayer'],
    ['auditors', 'issue', '--label', 'x', '--ruc', '1', '2'],
    ['auditors', 'grant', 'x', '--ruc', '20999999990'],
    ['providers', 'register', '--ruc', '1', '--legal-name', '', '--address', 'x', '--email', 'x'],
    ['staff', 'add', '--ruc', '20999999990', '--name', 'x', '--email', 'x'],
  ])('foja %s %s %s', async (...args) => {
    expect(await run(args, {})).toBe(2);
    const message = said.join('');
    expect(message).toMatch(/\S/);
    expect(prose(message).replaceAll(folder, '').match(ENGLISH)?.[0]).toBeUndefined();
  });

  it('names what was typed, and not an option that there is not', async () => {
    await run(['holidays', 'add', 'mañana', '--name', 'x', '--norm', 'y'], {});
    expect(said.join('')).toBe('foja: <fecha>: La fecha no existe; use AAAA-MM-DD\n');
  });

  it('says what is wrong with a setting', async () => {
    expect(await run(['status'], { PORT: 'x' })).toBe(2);
    expect(said.join('')).toBe('foja: PORT: debe ser un entero de 0 a 65535\n');
  });
});
