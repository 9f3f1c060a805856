import { randomUUID } from 'node:crypto';
import {
  formatVerifierKey,
  halfwayOf,
  parseBundle,
  parseVerifierKey,
  type Sha256,
  tiledHashes,
  treeHash,
  verifyTlogProof,
  widthAt,
} from '@foja/domain/ledger/index.ts';
import { type EventToAppend, NO_STREAM, type PostgresEventStore } from '@foja/ledger';
import { primitives } from '@foja/ledger/primitives.ts';
import {
  type CheckpointMemory,
  newLogKey,
  openSealedLog,
  openSealTable,
  rereadAll,
  runSealer,
  type SealTable,
  sealAll,
  soundFooting,
} from '@foja/ledger/sealing/index.ts';
import { leafOfEvent } from '@foja/ledger/sealing/leaves.ts';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase, inDatabase, openStore, type TestDatabase } from '../support/postgres.ts';

/** The sealer on a real store: what it writes, who wins where two run, and what it goes on from after a crash. */

const sha256: Sha256 = primitives.sha256;
const key = newLogKey('libro.example/ledger');
let database: TestDatabase;
let store: PostgresEventStore;
let pool: pg.Pool;
let table: SealTable;

beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.appUrl);
  pool = new pg.Pool({ connectionString: database.appUrl, max: 4 });
  pool.on('error', () => undefined);
  table = openSealTable(pool);
});
afterEach(async () => {
  await store.close();
  await pool.end();
  await database.drop();
});

const sealing = () => ({ stored: store, table, key, memory: remembering() });

describe('sealing', () => {
  test.each([1, 2, 255, 256, 257, 512, 700])('%i events: every one has a proof that holds', async (count) => {
    await append(count);
    const last = await sealAll(sealing());
    expect(last?.size).toBe(count);
    await proofsHold();
  });

  test('rows that a server of before wrote, without inner nodes, are proved from and gone on with', async () => {
    const plain = (advance: Advance): Advance => ({
      ...advance,
      tiles: advance.tiles.map(({ level, index, hashes }) => ({ level, index, hashes })),
    });
    const before = { ...table, advance: (advance: Advance) => table.advance(plain(advance)) };
    const kept = async () => [(await table.tile(0, 0))?.halfway?.length, (await table.tile(0, 1))?.halfway?.length];
    await append(290);
    await sealAll({ ...sealing(), table: before });
    expect(await kept()).toEqual([undefined, undefined]);
    await append(10);
    await sealAll(sealing());
    expect(await kept()).toEqual([undefined, 2 * 32]);
    await proofsHold();
    await append(20);
    await sealAll({ ...sealing(), table: before });
    expect(await kept()).toEqual([undefined, undefined]);
    await append(200);
    await sealAll(sealing());
    expect(await kept()).toEqual([undefined, 16 * 32]);
    await proofsHold();
  });

  test('in any number of steps leads to the same rows', async () => {
    for (const count of [1, 3, 252, 1, 300, 43]) {
      await append(count);
      await sealAll(sealing());
    }
    const other = openSealTable(pool);
    const size = (await other.last())?.size ?? 0;
    expect(size).toBe(600);
    const tree = treeHash(sha256);
    for (const index of [0, 1, 2]) {
      const { hashes = Buffer.alloc(0), halfway } = (await table.tile(0, index)) ?? {};
      expect(halfway).toEqual(Buffer.from(halfwayOf(tree, hashes)));
    }
    const log = openSealedLog(table);
    const read = tiledHashes({
      tree,
      size,
      readTile: async (tile) => (await log.tile(tile)) ?? new Uint8Array(),
    });
    const events = await store.readAll({ after: 0n, max: 1_000 });
    for (const [index, event] of events.entries()) {
      expect(Buffer.from(await read(0, index))).toEqual(Buffer.from(leafOfEvent(event).leaf));
    }
    const entries = parseBundle((await log.tile({ level: 'entries', index: 2, width: 88 })) ?? new Uint8Array());
    expect(entries).toHaveLength(88);
    expect(widthAt({ level: 1, index: 0 }, size)).toBe(2);
    expect(await log.tile({ level: 1, index: 0, width: 2 })).toHaveLength(64);
    expect(await log.tile({ level: 1, index: 0, width: 3 })).toBeUndefined();
  });

  test('follows what is appended, within a second', async () => {
    const ending = new AbortController();
    let sealed = { size: 0, atMs: 0 };
    const running = runSealer({
      ...sealing(),
      signal: ending.signal,
      sealed: ({ size }) => {
        sealed = { size, atMs: performance.now() };
      },
    });
    const waitsMs: number[] = [];
    for (let size = 20; size <= 120; size += 20) {
      await append(20);
      const fromMs = performance.now();
      await expect.poll(() => sealed.size, { timeout: 60_000, interval: 20 }).toBe(size);
      waitsMs.push(sealed.atMs - fromMs);
    }
    // A machine that others keep busy may hold up one checkpoint or the other; a sealer that waits too long is late each time.
    expect(Math.min(...waitsMs)).toBeLessThan(1_000);
    ending.abort();
    await running;
    expect((await table.last())?.size).toBe(120);
  });

  test('the role of the application can neither change nor take away what was sealed', async () => {
    await append(3);
    await sealAll(sealing());
    for (const sql of [
      "UPDATE sealing.tiles SET hashes = decode(repeat('00', 32), 'hex')",
      'DELETE FROM sealing.checkpoints',
      'DELETE FROM sealing.bundles',
      "INSERT INTO sealing.checkpoints VALUES (9, decode(repeat('00', 32), 'hex'), 9, 'x')",
      "UPDATE sealing.log SET key = 'x'",
      'DELETE FROM sealing.cosignatures',
    ]) {
      await expect(pool.query(sql), sql).rejects.toThrow(/permission denied/);
    }
    await inDatabase(database.adminUrl, async (owner) => {
      await expect(owner.query('DELETE FROM sealing.checkpoints')).rejects.toThrow(/never changed or removed/);
    });
  });
});

describe('two sealers at once', () => {
  test('never sign two trees of one size, and lose nothing', async () => {
    const ending = new AbortController();
    const checkpoints = new Map<number, Set<string>>();
    const seen: number[] = [];
    let reached = () => {};
    const all = new Promise<void>((done) => {
      reached = done;
    });
    const one = () =>
      runSealer({
        ...sealing(),
        signal: ending.signal,
        sealed: ({ size, root }) => {
          const roots = checkpoints.get(size) ?? new Set();
          checkpoints.set(size, roots.add(Buffer.from(root).toString('hex')));
          seen.push(size);
          if (size === 600) reached();
        },
      });
    const running = [one(), one(), one()];
    for (let round = 0; round < 60; round += 1) await append(10);
    await all;
    ending.abort();
    await Promise.all(running);
    for (const roots of checkpoints.values()) expect(roots.size).toBe(1);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await table.last())?.size).toBe(600);
  });

  test('with two keys: the second is refused', async () => {
    await append(2);
    await sealAll(sealing());
    await append(2);
    await expect(sealAll({ ...sealing(), key: newLogKey('libro.example/ledger') })).rejects.toMatchObject({
      problem: 'other-key',
    });
  });
});

describe('after a crash', () => {
  test('between append and seal, the next one seals what is left', async () => {
    await append(5);
    await sealAll(sealing());
    await append(5);
    expect((await sealAll(sealing()))?.size).toBe(10);
  });

  test('between tiles and checkpoint, neither is there', async () => {
    await append(5);
    await sealAll(sealing());
    await append(300);
    // The connection goes while the transaction that wrote the tiles is yet to commit.
    const dying = {
      ...table,
      advance: async (advance: Advance) => {
        const client = await pool.connect();
        await client.query('BEGIN');
        await openSealTable(client).advance(advance);
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        client.on('error', () => undefined);
        await inDatabase(database.adminUrl, (owner) => owner.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]));
        await client.query('COMMIT').finally(() => client.release(true));
        return true;
      },
    };
    await expect(sealAll({ ...sealing(), table: dying })).rejects.toThrow();
    expect((await table.last())?.size).toBe(5);
    expect(await table.tile(0, 1)).toBeUndefined();
    expect((await table.tile(0, 0))?.hashes.length).toBe(5 * 32);
    expect((await sealAll(sealing()))?.size).toBe(305);
  });

  test('where the answer to a commit is lost, nothing is signed twice', async () => {
    await append(5);
    const lost = {
      ...table,
      advance: async (advance: Advance) => {
        await table.advance(advance);
        throw new Error('the connection was lost');
      },
    };
    await expect(sealAll({ ...sealing(), table: lost })).rejects.toThrow('the connection was lost');
    await append(5);
    expect((await sealAll(sealing()))?.size).toBe(10);
    expect((await table.checkpoints({ after: 0, max: 10 })).map(({ size }) => size)).toEqual([5, 10]);
  });
});

describe('reading it all again', () => {
  const again = () => rereadAll({ stored: store, table }, new AbortController().signal);
  const start = () => soundFooting({ ...sealing(), recheck: 100 });

  test('finds nothing where nothing was changed', async () => {
    await again();
    await append(600);
    await sealAll(sealing());
    await append(3);
    await again();
  });

  test('finds an event that was changed before those that a start looks at', async () => {
    await append(700);
    await sealAll(sealing());
    await asOwner(`UPDATE ledger.events SET data = '{"n":-1}' WHERE position = 3`);
    await start();
    await expect(again()).rejects.toMatchObject({ problem: 'event-changed' });
  });

  test('finds one whose leaf was changed with it, by the root', async () => {
    await append(700);
    await sealAll(sealing());
    await asOwner(`UPDATE ledger.events SET data = '{"n":-1}' WHERE position = 3`);
    const [changed] = await store.readAll({ after: 2n, max: 1 });
    if (changed === undefined) throw new Error('no event');
    const leaf = Buffer.from(leafOfEvent(changed).leaf).toString('hex');
    await asOwner(
      `UPDATE sealing.tiles SET hashes = overlay(hashes PLACING '\\x${leaf}'::bytea FROM 65), halfway = NULL
        WHERE level = 0 AND index = 0`,
    );
    await start();
    await expect(again()).rejects.toMatchObject({
      problem: 'broken-tree',
      message: expect.stringContaining('do not lead to the root'),
    });
  });

  test.each([0, 511])('finds an inner node that does not follow from its leaves, byte %i of them', async (byte) => {
    await append(700);
    await sealAll(sealing());
    await asOwner(`UPDATE sealing.tiles SET halfway = set_byte(halfway, ${byte}, 255 - get_byte(halfway, ${byte}))
      WHERE level = 0 AND index = 0`);
    await expect(proofsHold()).rejects.toThrow(); // it is what they are made of
    await start();
    await expect(again()).rejects.toMatchObject({
      problem: 'broken-tree',
      message: expect.stringContaining('inner nodes kept with tile 0/0'),
    });
    await expect(soundFooting(sealing())).rejects.toMatchObject({ problem: 'broken-tree' });
  });
});

test('a key is read back as it was written', () => {
  const text = formatVerifierKey(key.key);
  expect(parseVerifierKey(sha256, text)).toEqual(key.key);
});

type Advance = Parameters<SealTable['advance']>[0];

/** Every event has a proof, which holds, at its place. */
async function proofsHold(): Promise<void> {
  const log = openSealedLog(table);
  const trust = { logs: [{ origin: key.key.name, keys: [key.key] }] };
  for (const event of await store.readAll({ after: 0n, max: 1_000 })) {
    const proof = (await log.proofOf(event)) ?? '';
    const verified = verifyTlogProof(primitives, { leaf: leafOfEvent(event).leaf, proof, trust });
    expect(verified).toMatchObject({ ok: true, index: Number(event.position) - 1 });
  }
}

/** As somebody who may do anything in the database. */
async function asOwner(sql: string): Promise<void> {
  await inDatabase(database.adminUrl, async (owner) => {
    for (const table of ['ledger.events', 'sealing.tiles'])
      await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
    await owner.query(sql);
  });
}

async function append(count: number): Promise<void> {
  const events: EventToAppend[] = Array.from({ length: count }, (_, n) => ({
    id: randomUUID(),
    type: 'Tried',
    version: 1,
    data: { n, text: 'ñandú "libre"' },
    metadata: {
      occurredAt: '2026-10-05T18:42:00.000-05:00',
      actor: { role: 'test', id: 'sealing' },
      causationId: randomUUID(),
      correlationId: randomUUID(),
    },
  }));
  await store.append({ stream: `test-${randomUUID()}`, expectedRevision: NO_STREAM, events });
}

function remembering(): CheckpointMemory {
  let kept: string | undefined;
  return {
    read: () => kept,
    write: (note) => {
      kept = note;
    },
  };
}
