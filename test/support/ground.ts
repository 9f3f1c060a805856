import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type CommandSide, createCommands } from '@foja/commands';
import { createRenderer, NoBrowser, type Renderer } from '@foja/documents';
import { type FileStore, openLocalFiles } from '@foja/files';
import type { EventStore } from '@foja/ledger/port.ts';
import { confidentialStore, masterKey, openPostgresVault, type Vault } from '@foja/ledger/vault/index.ts';
import { type WatchedStore, watchedStore } from '@foja/ledger/watched.ts';
import { createProjections, type Projections } from '@foja/projections';
import pg from 'pg';
import pino, { type Logger } from 'pino';
import { type Engine, openEmptyLedger } from './engine.ts';
import { freshDatabase } from './postgres.ts';

/** What every house of the tests stands on: a database of its own, and all below the API, on a clock that can be set. */
export interface Ground {
  readonly store: WatchedStore;
  /** The same, boxes closed. */
  readonly stored: EventStore;
  readonly vault: Vault;
  /** Of the application role. */
  readonly appUrl: string;
  readonly pool: pg.Pool;
  readonly commands: CommandSide;
  readonly projections: Projections;
  readonly files: FileStore;
  /** A folder that goes with the house. */
  readonly folder: string;
  readonly log: Logger;
  /** What the logs hold, as text. */
  readonly logged: () => string;
  readonly clock: () => string;
  /** Sets what time it is; undefined: the machine's. */
  readonly setClock: (instant: string | undefined) => void;
  /** Waits until the read models show all that was written. */
  settled(): Promise<void>;
  /** @throws what ended the following of the ledger, if anything did. */
  close(): Promise<void>;
}

export async function openGround(now?: string, engine?: Engine): Promise<Ground> {
  const database = await freshDatabase();
  const ledger = await openEmptyLedger(database, engine);
  const stored = ledger.store;
  const ring = [masterKey(randomBytes(32))];
  const vault = openPostgresVault({ url: database.appUrl, keyring: () => ring });
  const store = watchedStore(confidentialStore(stored, vault));
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 8 });
  pool.on('error', () => undefined);
  let present = now;
  const clock = () => present ?? new Date().toISOString();
  const failures: unknown[] = [];
  const commands = await createCommands({ store, clock, failed: (error) => failures.push(error) });
  const projections = createProjections({ pool, store });
  await projections.start();
  let logged = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'foja-house-'));
  return {
    store,
    stored,
    vault,
    appUrl: database.appUrl,
    pool,
    commands,
    projections,
    files: await openLocalFiles(join(folder, 'files')),
    folder,
    log: pino({ level: 'trace' }, sink),
    logged: () => logged,
    clock,
    setClock(instant) {
      present = instant;
    },
    async settled() {
      await projections.waitFor(await store.head(), 60_000);
    },
    async close() {
      await projections.stop();
      await commands.close();
      await store.close();
      await ledger.close();
      await vault.close();
      await pool.end();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** As on a machine without Chromium. */
export function noRenderer(): Renderer {
  return {
    ...createRenderer({ warn: () => undefined }),
    render: async () => {
      throw new NoBrowser('none, in this test');
    },
    available: () => false,
  };
}
