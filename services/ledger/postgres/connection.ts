import pg from 'pg';

/** Session settings every connection of the store has, whatever the database's defaults are. */
const SESSION = {
  synchronous_commit: 'on',
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  client_encoding: 'UTF8',
} as const;

export interface ConnectionSettings {
  readonly applicationName: string;
  /** Longest a statement may run at the server. */
  readonly statementTimeoutMs?: number;
  /** Further session settings, e.g. for the planner. */
  readonly session?: Readonly<Record<string, string>>;
}

/** Options for a client or a pool; adds to the `options` that the URL itself may carry (`-c role=foja_app`). */
export function connectionConfig(url: string, settings: ConnectionSettings): pg.ClientConfig {
  const session: Record<string, string | number> = { ...SESSION, ...settings.session };
  if (settings.statementTimeoutMs !== undefined) session['statement_timeout'] = settings.statementTimeoutMs;
  const added = Object.entries(session).map(([name, value]) => `-c ${name}=${value}`);
  const parsed = new URL(url);
  parsed.searchParams.set('options', [parsed.searchParams.get('options') ?? '', ...added].join(' ').trim());
  return {
    connectionString: parsed.toString(),
    application_name: settings.applicationName,
    connectionTimeoutMillis: 5_000,
    // A server that went silent cannot time a statement out; then this does, and the connection is given up.
    ...(settings.statementTimeoutMs === undefined ? {} : { query_timeout: settings.statementTimeoutMs + 1_000 }),
    keepAlive: true,
  };
}

/** The URL with which a login that owns the database acts as the application role. */
export function asRole(url: string, role: string): string {
  const parsed = new URL(url);
  parsed.searchParams.set('options', `${parsed.searchParams.get('options') ?? ''} -c role=${role}`.trim());
  return parsed.toString();
}

/** A pool whose connections may be lost at any moment without ending the process. */
export function openPool(url: string, settings: ConnectionSettings & { readonly max: number }): pg.Pool {
  const pool = new pg.Pool({
    ...connectionConfig(url, settings),
    max: settings.max,
    idleTimeoutMillis: 60_000,
    allowExitOnIdle: true,
  });
  // A lost connection is reported by the next use of it. Without these listeners it would end the process: the pool's stands
  // for idle connections, the client's for those in use, which the pool leaves without one.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
