import { randomBytes } from 'node:crypto';
import { openPool } from '@foja/ledger';
import {
  findMaster,
  type MasterKey,
  masterKey,
  openPostgresVault,
  rotateMaster,
  type Vault,
  WrongMasterKey,
} from '@foja/ledger/vault/index.ts';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, inDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let pool: pg.Pool;
const first = masterKey(randomBytes(32));
const second = masterKey(randomBytes(32));
const vaults: Vault[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.appUrl, { applicationName: 'test', max: 4 });
});
afterEach(async () => {
  for (const vault of vaults.splice(0)) await vault.close();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

function open(...ring: MasterKey[]): Vault {
  const vault = openPostgresVault({ url: database.appUrl, keyring: () => ring });
  vaults.push(vault);
  return vault;
}
const secretOf = (state: unknown) => (state as { secret: { export(): Buffer } }).secret.export().toString('hex');
const stateOf = async (vault: Vault, kid: string) => (await vault.find([kid])).get(kid);

describe('the vault', () => {
  it('hands out durable keys, each once, that any process reads', async () => {
    const one = open(first);
    const keys = [...(await one.take(3)), ...(await one.take(40))];
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(43);
    const states = await open(first).find(keys.map(({ kid }) => kid));
    for (const key of keys) expect(secretOf(states.get(key.kid))).toBe(secretOf(key));
  });

  it('hands keys out in the order in which they were asked for, at once where it can', async () => {
    const vault = open(first);
    const order: number[] = [];
    const asked = [1, 2, 3].map(async (n) => {
      await vault.take(20);
      order.push(n);
    });
    await Promise.all(asked);
    expect(order).toEqual([1, 2, 3]);
    expect(Array.isArray(vault.take(1))).toBe(true);
  });

  it('keeps no key in the clear, and wraps each under its own name', async () => {
    const keys = await open(first).take(2);
    const text = await pool.query<{ row: string }>('SELECT to_json(k)::text AS row FROM vault.keys k');
    for (const key of keys) expect(text.rows.map(({ row }) => row).join()).not.toContain(secretOf(key));
    // Swapped by somebody who may write the table, neither opens.
    const [a, b] = keys.map(({ kid }) => kid);
    await inDatabase(database.adminUrl, (client) =>
      client.query(
        `UPDATE vault.keys k SET wrapped = o.wrapped FROM vault.keys o
          WHERE (k.kid, o.kid) IN (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`,
        [a, b],
      ),
    );
    expect(await stateOf(open(first), a ?? '')).toBe('locked');
  });

  it('destroys for good, remembers that it did, and never calls lost what is destroyed', async () => {
    const vault = open(first);
    const [key] = await vault.take(1);
    const kid = key?.kid ?? '';
    await vault.destroy([kid]);
    await vault.destroy([kid]);
    expect(await stateOf(vault, kid)).toBe('destroyed');
    expect(await stateOf(open(first), kid)).toBe('destroyed');
    const lost = '00000000-0000-4000-8000-00000000dead';
    expect(await stateOf(vault, lost)).toBe('unknown');
    await vault.destroy([lost]);
    expect(await stateOf(open(first), lost)).toBe('destroyed');
  });

  it('lets nobody of the application remove a row', async () => {
    await expect(pool.query('DELETE FROM vault.keys')).rejects.toThrow('permission denied');
  });

  it('is another’s to whoever has another master key: they are told at once', async () => {
    await expect(findMaster(pool, () => [second])).rejects.toThrow(WrongMasterKey);
    await expect(Promise.resolve(open(second).take(1))).rejects.toThrow(WrongMasterKey);
  });
});

describe('a rotation of the master key', () => {
  it('wraps every key anew, is taken up where it was cut, and servers read on with both', async () => {
    const server = open(first); // knows nothing of the new one
    const both = open(second, first);
    const keys = [...(await server.take(700)), ...(await server.take(300))];
    const destroyed = keys[0]?.kid ?? '';
    await server.destroy([destroyed]);

    const cut = new AbortController();
    const rotating = rotateMaster({
      pool,
      keyring: () => [second, first],
      to: second,
      signal: cut.signal,
      onBatch: () => cut.abort(),
    });
    await expect(rotating).rejects.toThrow();
    const { rows } = await pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM vault.keys WHERE wrapped IS NOT NULL AND master = $1',
      [second.id],
    );
    expect(rows[0]?.n).toBeGreaterThanOrEqual(498);
    expect(rows[0]?.n).toBeLessThan(1_000);
    // Half way: a process with both reads all, and makes new keys with the new one.
    for (const { kid } of keys.slice(1)) expect(typeof (await stateOf(both, kid))).toBe('object');
    await both.take(5);

    const again = await rotateMaster({ pool, keyring: () => [second, first], to: second });
    expect(again.rewrapped).toBeGreaterThan(0);
    expect(again.damaged, 'those that were swapped above').toHaveLength(2);
    expect(await rotateMaster({ pool, keyring: () => [second, first], to: second })).toMatchObject({ rewrapped: 0 });
    const after = open(second);
    const states = await after.find(keys.map(({ kid }) => kid));
    for (const key of keys.slice(1)) expect(secretOf(states.get(key.kid))).toBe(secretOf(key));
    expect(states.get(destroyed), 'what was destroyed stays so').toBe('destroyed');
  });

  it('lets no process go on wrapping with the old one', async () => {
    const late = openPostgresVault({ url: database.appUrl, keyring: () => [first] });
    vaults.push(late);
    await expect(Promise.resolve(late.take(1))).rejects.toThrow(WrongMasterKey);
  });
});
