import type pg from 'pg';

/** How often whoever holds a lock makes sure that it is still connected. */
export const BEAT_MS = 2_000;
/** A session that says nothing for so long is over, for either side. */
export const GONE_MS = 7_000;

/**
 * Has the server notice within `GONE_MS` that this session's machine is gone, and free its locks: left alone, it takes two
 * hours. (A process that dies on a machine that lives on is noticed at once.) Where a server can't do it, it stays as it is.
 */
export async function noticeDeathSoon(session: Pick<pg.ClientBase, 'query'>): Promise<void> {
  const settings = [
    ['tcp_keepalives_idle', '3'],
    ['tcp_keepalives_interval', '2'],
    ['tcp_keepalives_count', '2'],
    ['tcp_user_timeout', String(GONE_MS)],
  ];
  const each = settings.map(([name, value]) => `PERFORM set_config('${name}', '${value}', false);`);
  await session.query(`DO $$ BEGIN ${each.join(' ')} EXCEPTION WHEN OTHERS THEN NULL; END $$`);
}
