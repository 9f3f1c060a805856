import { randomBytes } from 'node:crypto';
import { type EventStore, NO_STREAM, type RecordedEvent } from '@foja/ledger';
import { copyStore, NotACopy } from '@foja/ledger/copy/index.ts';
import { newLogKey, openSealTable, sealAll } from '@foja/ledger/sealing/index.ts';
import { confidentialStore, masterKey, openPostgresVault } from '@foja/ledger/vault/index.ts';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fojaHere } from '../cli/here.ts';
import { foja } from '../cli/program.ts';
import { caller, filingOn, openTestBook, registerFirm, startCommands } from '../support/commands.ts';
import { faults } from '../support/eventstoredb/faults.ts';
import { openStandIn, type StandIn } from '../support/eventstoredb/stand-in.ts';
import { freshDatabase, openStore, type TestDatabase } from '../support/postgres.ts';
import { events, everything } from './samples.ts';

/** A ledger with claims in it, moved there and back. */

let original: TestDatabase;
let source: EventStore;
let standIn: StandIn;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  original = await freshDatabase();
  source = openStore(original.appUrl);
  standIn = await openStandIn();
  await fill(source, original.appUrl);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await source.close();
  await standIn.close();
  await original.drop();
});

async function fill(store: EventStore, url: string): Promise<void> {
  const ring = [masterKey(randomBytes(32))];
  const vault = openPostgresVault({ url, keyring: () => ring });
  const commands = await startCommands(confidentialStore(store, vault));
  await registerFirm(commands);
  for (const code of ['A', 'B']) {
    const bookId = await openTestBook(commands, { code });
    await Promise.all(
      Array.from({ length: 15 }, (_, i) => commands.file(filingOn(bookId, `k${i}`), caller('consumer'))),
    );
  }
  await commands.close();
  await vault.close();
}

async function emptyLedger(): Promise<{ store: EventStore; database: TestDatabase }> {
  const database = await freshDatabase();
  const store = openStore(database.appUrl);
  closing.push(async () => {
    await store.close();
    await database.drop();
  });
  return { store, database };
}

/** What moves: all but the time the store took it, and the place it has there. */
const content = (all: readonly RecordedEvent[]) =>
  all.map(({ position: _position, recordedAt: _recordedAt, ...rest }) => JSON.stringify(rest));

async function sealedRoot(store: EventStore, url: string): Promise<{ size: number; root: string }> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const memory = { read: () => undefined, write: () => undefined };
  const last = await sealAll({
    stored: store,
    table: openSealTable(pool),
    key: newLogKey('libro.example/ledger'),
    memory,
  });
  await pool.end();
  return { size: last?.size ?? 0, root: Buffer.from(last?.root ?? []).toString('hex') };
}

describe('copy-store', () => {
  it('PostgreSQL to EventStoreDB to PostgreSQL gives an equal ledger and an equal root', async () => {
    const there = standIn.open();
    const first = await copyStore(source, there);
    const { store: back, database } = await emptyLedger();
    const second = await copyStore(there, back);
    const all = await everything(source);
    expect(content(await everything(there))).toEqual(content(all));
    expect(content(await everything(back))).toEqual(content(all));
    expect((await everything(back)).map(({ position }) => position)).toEqual(all.map(({ position }) => position));
    expect(first).toMatchObject({ same: all.length, copied: all.length, before: 0, difference: undefined });
    expect(new Set([...first.roots, ...second.roots]).size).toBe(1);
    const sealed = await sealedRoot(source, original.appUrl);
    expect(sealed).toEqual({ size: all.length, root: first.roots[0] });
    expect(await sealedRoot(back, database.appUrl)).toEqual(sealed);
    const beside = await emptyLedger();
    expect(await sealedRoot(there, beside.database.appUrl)).toEqual(sealed);
  });

  it.each(['drops streams', 'loses its leadership', 'restarts'])(
    'arrives whole where the server %s',
    async (trouble) => {
      const faulty = await openStandIn(faults[trouble]);
      closing.push(() => faulty.close());
      const report = await copyStore(source, faulty.open());
      expect(report.same).toBe((await everything(source)).length);
      expect(faulty.faulty()).toBeGreaterThan(0);
    },
  );

  it('goes on where it was cut short', async () => {
    const there = standIn.open();
    let appends = 0;
    const dying: EventStore = {
      ...there,
      append(one) {
        appends += 1;
        if (appends > 10) throw new Error('killed');
        return there.append(one);
      },
    };
    await expect(copyStore(source, dying)).rejects.toThrow('killed');
    const before = (await everything(there)).length;
    expect(before).toBeGreaterThanOrEqual(10);
    const report = await copyStore(source, there);
    expect(report).toMatchObject({ before, copied: (await everything(source)).length - before });
    expect(await copyStore(source, there)).toMatchObject({ copied: 0 });
  });

  it('refuses a destination that holds anything else', async () => {
    const there = standIn.open();
    await there.append({ stream: 'claim-other', expectedRevision: NO_STREAM, events: events(1) });
    await expect(copyStore(source, there)).rejects.toThrow(NotACopy);
    expect(await everything(there)).toHaveLength(1);
  });

  it('is a command: it reports as JSON, and its exit code tells a copy from what is none', async () => {
    const to = standIn.url;
    const from = original.adminUrl;
    const done = await foja(['copy-store', '--from', from, '--to', to, '--json']);
    expect(done).toMatchObject({ code: 0 });
    const { length } = await everything(source);
    expect(JSON.parse(done.out)).toMatchObject({
      same: length,
      copied: length,
      before: 0,
      root: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const there = standIn.open();
    await there.append({ stream: 'claim-other', expectedRevision: NO_STREAM, events: events(1) });
    const differs = await fojaHere(['copy-store', '--from', from, '--to', to, '--check']);
    expect(differs).toMatchObject({
      code: 1,
      err: expect.stringContaining('el destino tiene lo que el origen no: claim-other'),
    });
    expect(await fojaHere(['copy-store', '--from', from, '--to', 'esdb://sin-clave.example:2113'])).toMatchObject({
      code: 2,
    });
    const nobody = await fojaHere(['copy-store', '--from', from, '--to', 'esdb://127.0.0.1:1?tls=false']);
    expect(nobody).toMatchObject({ code: 3, err: expect.stringContaining('EventStoreDB no responde') });
  });
});
