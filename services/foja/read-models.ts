import { createProjections, type Projections } from '@foja/projections';
import pg from 'pg';
import { noticeDeathSoon } from './background/session-life.ts';
import { type Beginning, type Session, withSession } from './session.ts';
import type { Environment } from './settings.ts';
import { Stop } from './stop.ts';

/** A rebuild takes four connections, feeding one and a few more for a while. */
const CONNECTIONS = 8;

export interface ReadModelSession extends Session {
  readonly projections: Projections;
  /**
   * Resolves once the read models show all that the ledger holds; feeds them itself where no server is running.
   * @throws Stop where that takes longer.
   */
  caughtUp(timeoutMs: number): Promise<void>;
}

/** A session with the read models, for as long as `work` takes. */
export async function withReadModels<T>(
  environment: Environment,
  work: (session: ReadModelSession) => Promise<T>,
  beginning: Beginning = {},
): Promise<T> {
  const withViews = async (session: Session): Promise<T> => {
    const { store } = session;
    const pool = readModelPool(session.appUrl);
    const projections = createProjections({ pool, store });
    let started: Promise<void> | undefined;
    const caughtUp = async (timeoutMs: number): Promise<void> => {
      started ??= projections.start();
      await started;
      if (await projections.waitFor(await store.head(), timeoutMs)) return;
      throw new Stop('las vistas no alcanzan al libro mayor: vea npm run foja -- status', 'unavailable');
    };
    try {
      return await work({ ...session, projections, caughtUp });
    } finally {
      if (started !== undefined) await projections.stop();
      await pool.end();
    }
  };
  return withSession(environment, withViews, beginning);
}

/** Connections for read models; a lost one is replaced and never ends the process. */
export function readModelPool(appUrl: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: appUrl,
    application_name: 'foja read models',
    max: CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // One of them holds the lease of the read models. Awaited before the connection is used for anything else.
    onConnect: (client: pg.ClientBase) => noticeDeathSoon(client).catch(() => undefined),
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
