import type pg from 'pg';
import { openPool } from '../postgres/connection.ts';
import { type Keyring, type MasterKey, newDataKey, unwrap, wrap } from './keyring.ts';
import { type DataKey, type KeyState, type Vault, VaultUnavailable } from './port.ts';
import { Remembered } from './remembered.ts';
import { Stock } from './stock.ts';

/*
 * The vault in PostgreSQL, schema `vault`: each key wrapped by the master key, which never is in the database.
 *
 * Promises what port.ts says. A batch of new keys is one insert; it is refused where the master key has been rotated
 * meanwhile, and made again with the new one.
 * Fails: `VaultUnavailable`, for a lost connection as for a master key that is not this vault's.
 * Trusts: the server's fsync; and that whoever holds the master key keeps it apart from back-ups of the database.
 */

export interface PostgresVaultOptions {
  /** Of the application role. */
  readonly url: string;
  readonly keyring: Keyring;
  readonly cachedMost?: number;
  /** Longest that this process goes on reading with a key that another one destroyed, unless it sees the event. */
  readonly cachedMs?: number;
}

const STATEMENT_MS = 10_000;

/** Connects when first used. */
export function openPostgresVault({ url, keyring, cachedMost, cachedMs }: PostgresVaultOptions): Vault {
  const pool = openPool(url, { applicationName: 'foja vault', max: 3, statementTimeoutMs: STATEMENT_MS });
  const remembered = new Remembered({ most: cachedMost ?? 4_000, ageMs: cachedMs ?? 30_000 });
  let current: Promise<MasterKey> | undefined;
  const stock = new Stock(make);
  let masters: readonly MasterKey[] = [];

  /** The keyring as it was read last; read again where a row needs a master key that was not on it. */
  function masterOf({ master, wrapped }: Row): MasterKey | undefined {
    const found = masters.find(({ id }) => id === master);
    if (found !== undefined || wrapped === null) return found;
    masters = keyring();
    return masters.find(({ id }) => id === master);
  }

  async function make(count: number): Promise<readonly DataKey[]> {
    const keys = Array.from({ length: count }, newDataKey);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const master = await currentMaster();
      const { rowCount } = await asked(
        pool.query(INSERT, [keys.map(({ kid }) => kid), master.id, keys.map((key) => wrap(key, master))]),
      );
      if (rowCount === count) {
        for (const key of keys) remembered.set(key.kid, key);
        return keys;
      }
      current = undefined; // rotated meanwhile
    }
    throw new VaultUnavailable('the master key is being rotated');
  }

  function currentMaster(): Promise<MasterKey> {
    current ??= findMaster(pool, keyring).catch((error) => {
      current = undefined;
      throw error;
    });
    return current;
  }

  return {
    take: (count) => stock.take(count),
    known: (kid) => remembered.get(kid),
    doubt: (kids) => remembered.forget(kids),

    async find(kids) {
      const states = new Map<string, KeyState>();
      const asking: string[] = [];
      for (const kid of new Set(kids)) {
        const known = remembered.get(kid);
        if (known === undefined) asking.push(kid);
        else states.set(kid, known);
      }
      if (asking.length === 0) return states;
      const { rows } = await asked(pool.query<Row>(FIND, [asking]));
      for (const row of rows) states.set(row.kid, stateOf(row, masterOf(row)));
      for (const kid of asking) {
        const state = states.get(kid) ?? 'unknown';
        states.set(kid, state);
        remembered.set(kid, state);
      }
      return states;
    },

    async destroy(kids) {
      remembered.forget(kids);
      await asked(pool.query(DESTROY, [[...new Set(kids)]]));
      for (const kid of kids) remembered.set(kid, 'destroyed');
    },

    close: () => pool.end(),
  };
}

/** Nothing is inserted once the master key is another one; a rotation waits for inserts that were here before. */
const INSERT = `
  WITH current AS (SELECT id FROM vault.master WHERE id = $2 FOR SHARE)
  INSERT INTO vault.keys (kid, master, wrapped)
  SELECT k.kid, current.id, k.wrapped FROM current CROSS JOIN unnest($1::uuid[], $3::bytea[]) AS k (kid, wrapped)`;

const FIND = 'SELECT kid, master, wrapped FROM vault.keys WHERE kid = ANY ($1::uuid[])';

/** A name that a restored vault has lost is put on record as destroyed. */
const DESTROY = `
  INSERT INTO vault.keys AS k (kid, master, wrapped, destroyed_at)
  SELECT kid, '', NULL, clock_timestamp() FROM unnest($1::uuid[]) AS kid
  ON CONFLICT (kid) DO UPDATE SET wrapped = NULL, master = '', destroyed_at = clock_timestamp()
   WHERE k.destroyed_at IS NULL`;

interface Row {
  readonly kid: string;
  readonly master: string;
  readonly wrapped: Buffer | null;
}

function stateOf({ kid, wrapped }: Row, master: MasterKey | undefined): KeyState {
  if (wrapped === null) return 'destroyed';
  if (master === undefined) return 'locked';
  try {
    return unwrap(wrapped, kid, master);
  } catch {
    return 'locked';
  }
}

/**
 * The master key that new keys are wrapped with. The first process on a new vault says which.
 * @throws WrongMasterKey where it is not on the keyring: this is another vault's, or it has been rotated.
 */
export async function findMaster(pool: pg.Pool, keyring: Keyring): Promise<MasterKey> {
  const ring = keyring();
  const id = (await masterId(pool)) ?? (await beginWith(pool, ring[0]));
  const found = ring.find((master) => master.id === id);
  if (found === undefined) throw new WrongMasterKey(`the master key ${id} of this vault is not at hand`);
  return found;
}

/** Undefined where no key was ever made. */
export async function masterId(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await asked(pool.query<{ id: string }>('SELECT id FROM vault.master'));
  return rows[0]?.id;
}

async function beginWith(pool: pg.Pool, first: MasterKey | undefined): Promise<string | undefined> {
  if (first === undefined) throw new WrongMasterKey('there is no master key');
  await asked(pool.query('INSERT INTO vault.master (id) VALUES ($1) ON CONFLICT DO NOTHING', [first.id]));
  return masterId(pool);
}

/** MASTER_KEY is not the one that this vault's keys are wrapped with. */
export class WrongMasterKey extends VaultUnavailable {}

export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof VaultUnavailable) throw cause;
    throw new VaultUnavailable(`the vault cannot be asked: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
