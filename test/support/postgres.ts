import { randomBytes } from 'node:crypto';
import { openPostgresStore, type PostgresEventStore } from '@foja/ledger';
import { grantDatabase } from '@foja/ledger/postgres/migrate.ts';
import pg from 'pg';
import { inject } from 'vitest';

/** A migrated, empty database that the others are copied from: much faster than migrating each. */
export const TEMPLATE = 'foja_template';

export interface TestDatabase {
  readonly adminUrl: string;
  readonly appUrl: string;
  drop(): Promise<void>;
}

/**
 * A migrated database of the caller's own on the run's server. Drop it in `afterAll`. Its files are copied as they are: the
 * default, which writes every page to the log as well, takes six times as long.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await inDatabase(server.adminUrl, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`),
  );
  const adminUrl = withDatabase(server.adminUrl, name);
  await inDatabase(adminUrl, grantDatabase);
  return {
    adminUrl,
    appUrl: withDatabase(server.appUrl, name),
    async drop() {
      await inDatabase(server.adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

export function openStore(appUrl: string): PostgresEventStore {
  return openPostgresStore({ url: appUrl });
}

/** Runs `work` on a connection of its own. */
export async function inDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'foja test' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = name;
  return parsed.toString();
}
