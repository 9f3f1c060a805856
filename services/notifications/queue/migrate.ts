import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { openPool } from '@foja/ledger';

/** Connections as `foja_app`, which owns what it makes in schema `app`. */
export type Pool = ReturnType<typeof openPool>;

/** Session lock under which the steps run ("foja" in ASCII, plus four). */
const MIGRATING = 0x666f6a65;

/** Applies the numbered steps that are still due. Safe from several processes at once; a step is never edited. */
export async function migrateMail(pool: Pool): Promise<void> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATING]);
    await client.query(`CREATE TABLE IF NOT EXISTS app.mail_migrations (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'SELECT name, checksum FROM app.mail_migrations',
    );
    const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
    for (const step of steps()) {
      const before = applied.get(step.name);
      if (before === undefined) await apply(client, step);
      else if (before !== step.checksum) throw new Error(`step ${step.name} was changed after it was applied`);
    }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATING]).catch(() => {
      broken = true;
    });
    client.release(broken);
  }
}

interface Step {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** `connect` is overloaded, so its connection is named by what is asked of it. */
interface Connection {
  query(text: string, values?: readonly unknown[]): Promise<unknown>;
}

async function apply(client: Connection, { name, sql, checksum }: Step): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query('INSERT INTO app.mail_migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(`step ${name} failed`, { cause });
  }
}

function steps(): Step[] {
  const folder = new URL('./migrations/', import.meta.url);
  const names = readdirSync(folder).filter((name) => /^\d{4}-.+\.sql$/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}
