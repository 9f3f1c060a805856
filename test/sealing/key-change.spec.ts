import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { followKeyChanges, type VerifierKey } from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { openUnder, readKey, writeKey } from '@foja/ledger/sealing/index.ts';
import { changeLogKey } from 'foja/sealing/change-key.ts';
import { SEALING_LOCK } from 'foja/sealing/service.ts';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Copy, makeSpecimen, type Specimen } from './tampered.ts';

/** The key of a sealed log is changed as planned: both keys sign it, and what each of them signed holds. */

let specimen: Specimen;
let copy: Copy;
beforeAll(async () => {
  specimen = await makeSpecimen();
});
afterAll(() => specimen.drop());
beforeEach(async () => {
  copy = await specimen.copy();
});
afterEach(() => copy.drop());

test('the log goes on under the new one; what the old one signed holds, by either', async () => {
  const old = await copy.signingKey();
  const before = (await copy.sealing.table.last())?.note ?? '';
  const { key } = await change();
  expect(await copy.signingKey()).toEqual(key.key);
  expect(statSync(join(copy.dataDir, 'ledger-key')).mode & 0o777).toBe(0o600);
  expect((await copy.verify()).findings.first).toEqual([]);
  const after = await copy.sealOn();
  for (const trusted of [undefined, old, key.key]) {
    const given = { older: before, ...(trusted === undefined ? {} : { key: trusted }) };
    expect((await copy.verify(given)).findings.first.filter(({ what }) => what !== 'unreadable')).toEqual([]);
  }
  expect(await believes(old, before)).toEqual([true, true]);
  expect(await believes(old, after)).toEqual([false, true]);
  expect(await believes(key.key, before)).toEqual([false, true]);
  // Once more: both changes hold.
  await change();
  expect(await believes(old, await copy.sealOn())).toEqual([false, true]);
  expect((await copy.verify({ key: old, older: before })).findings.first.map(({ what }) => what)).not.toContain('key');
});

test('the old one signs nothing any more', async () => {
  const retired = readKey(readFileSync(join(copy.dataDir, 'ledger-key'), 'utf8'), 'ed25519');
  await change();
  writeFileSync(join(copy.dataDir, 'ledger-key'), retired === undefined ? '' : `${writeKey(retired)}\n`);
  expect(await copy.restart()).toBe('other-key');
  // With the change taken back: a signature is wanted that was not given.
  await copy.tamper('DELETE FROM sealing.key_changes');
  expect(await copy.restart()).toBeUndefined();
});

test('a change that only one of them signed is found, and so is one of another history', async () => {
  const { key } = await change();
  await copy.tamper(`UPDATE sealing.key_changes SET note = regexp_replace(note, E'\n— [^\n]+\n$', E'\n')`);
  expect((await copy.verify({ key: key.key })).findings.first.map(({ what }) => what)).toContain('key-change');
  expect(await copy.restart()).toBe('bad-checkpoint');
});

test('a change cut short after it was written down is taken up by the same command; never beside a server that seals', async () => {
  const file = join(copy.dataDir, 'ledger-key');
  const old = readFileSync(file, 'utf8');
  const { key } = await change();
  writeFileSync(`${file}.next`, readFileSync(file, 'utf8'));
  writeFileSync(file, old);
  expect((await change()).key.key).toEqual(key.key);
  expect(await copy.restart()).toBeUndefined();
  const sealing = new pg.Client({ connectionString: copy.ledger.appUrl });
  await sealing.connect();
  await sealing.query('SELECT pg_advisory_lock($1)', [SEALING_LOCK]);
  await expect(change()).rejects.toThrow('hay un servidor que sella');
  await sealing.end();
});

function change(): ReturnType<typeof changeLogKey> {
  return changeLogKey({ ...copy.ledger, settings: copy.settings, sealing: copy.sealing }, {});
}

/** Whether a key believes a note: alone, and with the changes that are published. */
async function believes(key: VerifierKey, note: string): Promise<readonly boolean[]> {
  const { keys } = followKeyChanges(primitives, key, await copy.sealing.table.keyChanges());
  return [openUnder(key, note).ok, openUnder(keys, note).ok];
}
