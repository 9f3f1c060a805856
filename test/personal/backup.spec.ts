import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeEvent } from '@foja/ledger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foja } from '../cli/program.ts';
import { dataDirectory } from '../support/own-server.ts';
import { answer, caughtUp, fileWith, openPersonalHouse, type PersonalHouse } from './house.ts';

/** A copy of the whole DATA_DIR made while the server was down, but for the master key. */

const SECRET = 'Sacharunasimi';
let house: PersonalHouse;
let claimId: string;
let copy: string;
const copies: string[] = [];

beforeAll(async () => {
  house = await openPersonalHouse();
  claimId = await fileWith(house, {
    name: `Sra. ${SECRET}`,
    document: 'Q1',
    email: 'q@correo.example',
    detail: SECRET,
  });
  await answer(house, claimId, 'Respondido.');
  await caughtUp(house);
  await house.stop();
  copy = copied();
});
afterAll(async () => {
  await house.close();
  for (const folder of copies) rmSync(folder, { recursive: true, force: true });
});

/** Owners and modes kept: the server's own account reads its files. */
function copied(): string {
  const folder = dataDirectory();
  execFileSync('cp', ['-a', `${house.dataDir}/.`, folder]);
  copies.push(folder);
  return folder;
}

it('does not open without the master key, and says which setting is missing in one line', async () => {
  rmSync(join(copy, 'master-key'));
  const { code, err } = await foja(['status'], { DATA_DIR: copy });
  expect(code).toBe(3);
  expect(err).toMatch(/^foja: MASTER_KEY: .*master-key\n$/);
  expect(existsSync(join(copy, 'master-key')), 'no other key is made for it').toBe(false);
});

it('does not open with another master key either', async () => {
  writeFileSync(join(copy, 'master-key'), `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
  const { code, err } = await foja(['status'], { DATA_DIR: copy });
  expect(code).toBe(3);
  expect(err).toContain('MASTER_KEY');
});

it('opens with its own', async () => {
  const whole = copied();
  const { code, out } = await foja(['replay', claimId, '--show-personal'], { DATA_DIR: whole });
  expect(code).toBe(0);
  expect(out).toContain(SECRET);
  const again = await openPersonalHouse({ DATA_DIR: whole });
  try {
    const [event] = await again.ledger.store.read(`claim-${claimId}`, { max: 1 });
    if (event === undefined) throw new Error('no event');
    expect(JSON.stringify(decodeEvent(event).event.data)).toContain(SECRET);
  } finally {
    await again.stop();
  }
});
