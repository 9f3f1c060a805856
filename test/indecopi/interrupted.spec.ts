import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fojaHere } from '../cli/here.ts';
import { foja, ownDataDir } from '../cli/program.ts';
import { preparedDirectory } from '../support/prepared.ts';
import { entriesOf, filesOf } from './zip.ts';

/** `foja export`, killed in the middle as a power cut would, and taken up again. */

const LONG_MS = 600_000;
const CLAIMS = 300;
/** Claims that are committed together; more in the journal means that some are safe. */
const PAGE = 200;
const own = ownDataDir(preparedDirectory());
const main = join(import.meta.dirname, '..', '..', 'services', 'foja', 'main.ts');

beforeAll(async () => {
  const seeded = await foja(['seed', '--claims', String(CLAIMS), '--to', '2026-11-02'], { DATA_DIR: own.dataDir });
  expect(seeded).toMatchObject({ code: 0 });
}, LONG_MS);
afterAll(() => own.remove());

it(
  'goes on after a kill, with every claim once',
  async () => {
    const out = join(own.dataDir, 'todo.zip');
    const exportId = await killedInTheMiddle(out);
    expect(existsSync(out)).toBe(false);

    const resumed = await foja(['export', '--resume', exportId, '--out', out], { DATA_DIR: own.dataDir });
    expect(resumed).toMatchObject({ code: 0 });
    const [, begunAt = '0'] = /Reuniendo: (\d+) de/.exec(resumed.err) ?? [];
    if (/Reuniendo/.test(resumed.err)) expect(Number(begunAt)).toBeGreaterThanOrEqual(PAGE / 2);
    const key = (await filesOf(out)).get('clave-publica.txt')?.toString().trim() ?? '';
    // No database, no server, no DATA_DIR: the file and the key.
    const elsewhere = { DATA_DIR: join(own.dataDir, 'nada'), DATABASE_URL: 'postgres://127.0.0.1:1/nada' };
    const verified = await foja(['verify-bundle', out, '--key', key, '--json'], elsewhere);
    expect(verified).toMatchObject({ code: 0 });
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, claims: CLAIMS, unproved: 0 });
    const entries = await entriesOf(out);
    expect([...entries.keys()].filter((name) => name.endsWith('/eventos.json'))).toHaveLength(CLAIMS);

    const again = await fojaHere(['export', '--resume', exportId, '--out', out], { DATA_DIR: own.dataDir });
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('ya existe') });
  },
  LONG_MS,
);

it(
  'says what it made as JSON, and what it refuses by its exit code',
  async () => {
    const out = join(own.dataDir, 'uno.zip');
    const providers = await fojaHere(['providers', 'list', '--json'], { DATA_DIR: own.dataDir });
    const [{ ruc }] = JSON.parse(providers.out).items;
    const made = await foja(['export', '--ruc', ruc, '--reference', 'Oficio 1-2026', '--out', out, '--json'], {
      DATA_DIR: own.dataDir,
    });
    expect(made).toMatchObject({ code: 0 });
    const { exportId, claims, sha256 } = JSON.parse(made.out);
    expect(claims).toBeGreaterThan(0);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(exportId).toMatch(/^[0-9a-f-]{36}$/);
    const none = ['export', '--ruc', ruc, '--from', '2011-01-01', '--to', '2011-01-02', '--out', `${out}.x`];
    expect(await fojaHere(none, { DATA_DIR: own.dataDir })).toMatchObject({
      code: 1,
      err: expect.stringContaining('export/empty'),
    });
    expect(await fojaHere(['export', '--out', `${out}.x`], { DATA_DIR: own.dataDir })).toMatchObject({ code: 2 });
    expect(await fojaHere(['export', '--ruc', '123', '--out', `${out}.x`], { DATA_DIR: own.dataDir })).toMatchObject({
      code: 2,
    });
  },
  LONG_MS,
);

/** Kills the command once a page of claims is safe and the next one begun. @returns the id of the case file. */
async function killedInTheMiddle(out: string): Promise<string> {
  const child = spawn(process.execPath, [main, 'export', '--all', '--out', out], {
    env: { ...process.env, DATA_DIR: own.dataDir },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const folder = join(own.dataDir, 'expedientes');
  const giveUpAt = Date.now() + LONG_MS;
  for (;;) {
    const [exportId] = existsSync(folder) ? readdirSync(folder) : [];
    const journal = exportId === undefined ? '' : join(folder, exportId, 'hojas');
    const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 1 : 0;
    if (exportId !== undefined && lines > PAGE && lines < CLAIMS) {
      child.kill('SIGKILL');
      await ended;
      return exportId;
    }
    if (Date.now() > giveUpAt || child.exitCode !== null) throw new Error(`not caught in the middle: ${lines} claims`);
    await delay(5);
  }
}
