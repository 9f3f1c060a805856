import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foja } from '../cli/program.ts';
import { fileWith, openPersonalHouse, type PersonalHouse } from './house.ts';

/** `foja vault rotate` beside a server that knows nothing of it. */

let house: PersonalHouse;
const claims: string[] = [];
const person = (n: number) => ({
  name: `Sra. ${n}`,
  document: `D${n}`,
  email: `p${n}@correo.example`,
  detail: `Detalle ${n}.`,
});
const masterFile = () => readFileSync(join(house.dataDir, 'master-key'), 'utf8');

beforeAll(async () => {
  house = await openPersonalHouse();
  for (let n = 0; n < 20; n += 1) claims.push(await fileWith(house, person(n)));
});
afterAll(() => house.close());

it('leaves the log as it is and the claims readable, and the old master key in no file', async () => {
  const before = masterFile();
  const log = JSON.stringify((await house.ledger.stored.readAll({ after: 0n, max: 1_000 })).map(({ data }) => data));
  const { code, out } = await foja(['vault', 'rotate', '--json'], { DATA_DIR: house.dataDir });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ rewrapped: expect.any(Number), master: expect.any(String) });
  expect(masterFile()).not.toContain(before.trim());
  expect(masterFile().trim().split('\n')).toHaveLength(1);
  expect(statSync(join(house.dataDir, 'master-key')).mode & 0o777).toBe(0o600);
  expect(JSON.stringify((await house.ledger.stored.readAll({ after: 0n, max: 1_000 })).map(({ data }) => data))).toBe(
    log,
  );
});

it('does not disturb the server: it files on, and reads old claims and new ones', async () => {
  for (let n = 20; n < 120; n += 1) claims.push(await fileWith(house, person(n)));
  for (const [n, claimId] of claims.entries()) {
    expect((await house.commands.claim(claimId))?.state.filed.detail).toBe(`Detalle ${n}.`);
  }
  const { rows } = await house.pool.query<{ masters: number }>(
    'SELECT count(DISTINCT master)::int AS masters FROM vault.keys',
  );
  expect(rows[0]?.masters).toBe(1);
});

it('leaves a ledger that the next process reads with the new master key alone', async () => {
  const { code, out } = await foja(['replay', claims[3] ?? '', '--show-personal'], { DATA_DIR: house.dataDir });
  expect(code).toBe(0);
  expect(out).toContain('Sra. 3');
  const status = await foja(['vault', 'status'], { DATA_DIR: house.dataDir });
  expect(status.out).toContain('Claves destruidas: 0');
});
