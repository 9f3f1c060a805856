import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buildApp, type Limits } from '@foja/api';
import { type CommandSide, createCommands } from '@foja/commands';
import { createDocuments, type Documents } from '@foja/documents';
import { openLocalFiles } from '@foja/files';
import type { EventStore } from '@foja/ledger/port.ts';
import { confidentialStore, masterKey, openPostgresVault, type Vault } from '@foja/ledger/vault/index.ts';
import { createProjections, type Projections } from '@foja/projections';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import pino from 'pino';
import { freshDatabase, openStore } from '../support/postgres.ts';
import { type Client, clientOf } from './client.ts';

/** The whole house but its composition root, on a database of its own: API, commands, read models, PostgreSQL. */
export interface House {
  readonly app: FastifyInstance;
  readonly store: EventStore;
  /** The same, boxes closed. */
  readonly stored: EventStore;
  readonly vault: Vault;
  readonly commands: CommandSide;
  readonly projections: Projections;
  readonly documents: Documents;
  /** The operator's client. */
  readonly operator: Client;
  readonly nobody: Client;
  readonly trackingKey: Uint8Array;
  /** What the logs hold, as text. */
  readonly logged: () => string;
  /** Sets what time it is. */
  readonly setClock: (instant: string) => void;
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly now?: string;
  readonly limits?: Partial<Limits>;
  readonly rateLimit?: boolean;
}

export const OPERATOR_KEY = 'operator-key-of-the-tests';
export const NOW = '2026-10-05T18:42:00-05:00';

export async function openHouse({ now = NOW, limits = {}, rateLimit = false }: HouseOptions = {}): Promise<House> {
  const database = await freshDatabase();
  const stored = openStore(database.appUrl);
  const ring = [masterKey(randomBytes(32))];
  const vault = openPostgresVault({ url: database.appUrl, keyring: () => ring });
  const store = confidentialStore(stored, vault);
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 8 });
  pool.on('error', () => undefined);
  const trackingKey = Buffer.alloc(32, randomUUID());
  let present = now;
  const clock = () => present;
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
  const files = await openLocalFiles(folder);
  const quiet = { warn: () => undefined, error: () => undefined };
  const documents = await createDocuments({ files, pool, commands, clock, log: quiet });
  const app = await buildApp({
    commands,
    projections,
    documents,
    store,
    clock,
    log: pino({ level: 'trace' }, sink),
    settings: { operatorKey: OPERATOR_KEY, trackingKey, rateLimit, limits },
  });
  await app.ready();
  return {
    app,
    trackingKey,
    store,
    stored,
    vault,
    commands,
    projections,
    documents,
    operator: clientOf(app, OPERATOR_KEY),
    nobody: clientOf(app),
    logged: () => logged,
    setClock(instant) {
      present = instant;
    },
    async close() {
      await app.close();
      await documents.close();
      rmSync(folder, { recursive: true, force: true });
      await projections.stop();
      await commands.close();
      await store.close();
      await vault.close();
      await pool.end();
      await database.drop();
      if (failures.length > 0) throw failures[0];
    },
  };
}
