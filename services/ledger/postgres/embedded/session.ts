import pg from 'pg';
import type { Passwords } from './secrets.ts';
import { APP, DATABASE, OWNER } from './settings.ts';

/** A connection of the launcher's own, as the owner role. The caller ends it. */
export async function connectAsOwner(to: {
  readonly port: number;
  readonly password: string;
  readonly database: string;
  readonly applicationName?: string;
}): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: to.port,
    user: OWNER,
    password: to.password,
    database: to.database,
    application_name: to.applicationName ?? 'foja launcher',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // Without a listener, the error of an idle connection ends the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Makes the database and the application's login role where they are missing. */
export async function prepareDatabase(port: number, passwords: Passwords): Promise<void> {
  const session = await connectAsOwner({ port, password: passwords.owner, database: 'postgres' });
  try {
    const role = await session.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [APP]);
    // Our own hexadecimal password: nothing to escape. Set at each start, so that file and server agree.
    await session.query(`${role.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${APP} LOGIN PASSWORD '${passwords.app}'`);
    const database = await session.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (database.rowCount === 0) await session.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await session.end();
  }
}
