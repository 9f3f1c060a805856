import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { connectAsOwner } from './session.ts';
import { DATABASE } from './settings.ts';

/** Another process serves this DATA_DIR. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse';
  /** What the holder calls itself, and since when it holds; undefined where it was gone before it could be asked. */
  readonly holder: string | undefined;
  readonly since: Date | undefined;

  constructor(dataDir: string, holder?: { readonly name: string; readonly since: Date }) {
    const { name = 'another process', since } = holder ?? {};
    super(
      `${dataDir} is in use by ${name}${since === undefined ? '' : `, since ${since.toISOString()}`}: ` +
        'stop it first, or give this one a DATA_DIR of its own',
    );
    this.holder = holder?.name;
    this.since = since;
  }
}

/** Key of the session lock that whoever serves a DATA_DIR holds ("foja" in ASCII). */
const SERVING = 0x666f6a61;
/** A holder that was killed keeps the lock until its server process notices. */
const PATIENCE_MS = 6_000;

/**
 * Takes the lock of the DATA_DIR for as long as the returned connection lives. Throws `DataDirInUse`, which names the
 * holder, where another process keeps it.
 */
export async function holdDataDir(port: number, password: string, who: string, dataDir: string): Promise<pg.Client> {
  const session = await connectAsOwner({
    port,
    password,
    database: DATABASE,
    applicationName: `${who} (process ${process.pid})`,
  });
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await session.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [SERVING]);
    if (rows[0]?.taken === true) return session;
    if (Date.now() > giveUpAt) break;
    await delay(200);
  }
  const holder = await session.query<{ name: string; since: Date }>(
    `SELECT a.application_name AS name, a.backend_start AS since
       FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.objid = $1::bigint::oid AND l.classid = 0`,
    [SERVING],
  );
  await session.end();
  throw new DataDirInUse(dataDir, holder.rows[0]);
}
