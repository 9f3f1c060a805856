import { type EventStore, openPool, openPostgresStore, START, StoreUnavailable } from '@foja/ledger';
import { maskedAddress } from '@foja/ledger/eventstoredb/address.ts';
import type pg from 'pg';
import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';

const CONNECT_MS = 10_000;

/**
 * The store that holds the events: EVENTSTORE_URL, else the database. Boxes closed.
 * @throws Stop where it does not answer, or where what the database keeps beside the ledger belongs to another store.
 */
export async function openEventStore(
  appUrl: string,
  { eventStoreUrl }: Pick<Settings, 'eventStoreUrl'>,
  log: (message: string) => void,
): Promise<EventStore> {
  const stored =
    eventStoreUrl === undefined ? openPostgresStore({ url: appUrl, log }) : await eventStoreDb(eventStoreUrl, log);
  try {
    await assertHome(appUrl, stored, eventStoreUrl !== undefined);
    return stored;
  } catch (error) {
    await stored.close();
    throw error;
  }
}

/** Loaded only where it is used: the client takes a third of a second. */
export async function eventStoreDb(url: string, log: (message: string) => void = () => undefined): Promise<EventStore> {
  const { openEventStoreDb } = await import('@foja/ledger/eventstoredb/index.ts');
  const asked = openEventStoreDb({ url, log, readTimeoutMs: CONNECT_MS });
  try {
    await asked.head();
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable)) throw cause;
    throw new Stop(`EventStoreDB no responde en ${maskedAddress(url)}: ${cause.message}`, 'unavailable', cause);
  } finally {
    await asked.close();
  }
  return openEventStoreDb({ url, log });
}

const HOME = `
  CREATE TABLE IF NOT EXISTS app.ledger_home (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    event_id uuid NOT NULL,
    position bigint NOT NULL
  )`;

interface Home {
  readonly event_id: string;
  readonly position: string;
}

/**
 * Read models, queues and the sealed log remember positions, which mean nothing in another store. The database therefore
 * knows its ledger's first event and where it stands.
 */
async function assertHome(appUrl: string, stored: EventStore, elsewhere: boolean): Promise<void> {
  const pool = openPool(appUrl, { applicationName: 'foja home', max: 1, statementTimeoutMs: CONNECT_MS });
  try {
    const known = await homeIn(pool);
    if (known === undefined && !elsewhere) return;
    const [first] = await stored.readAll({ after: START, max: 1 });
    if (known !== undefined && first?.id === known.event_id && String(first.position) === known.position) return;
    const own = known === undefined && (await holdsLedger(pool));
    if (known !== undefined || own) throw new Stop(OTHER_STORE, 'refused');
    if (first === undefined) return;
    await pool.query(HOME);
    await pool.query('INSERT INTO app.ledger_home (event_id, position) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      first.id,
      String(first.position),
    ]);
  } finally {
    await pool.end();
  }
}

const OTHER_STORE =
  'EVENTSTORE_URL: las vistas y lo demás que guarda esta base de datos son de un libro mayor que está en otro almacén; ' +
  'vuelva al ajuste anterior, o dé una base nueva (vea foja copy-store --help)';

async function homeIn(pool: pg.Pool): Promise<Home | undefined> {
  const { rows } = await pool.query<{ there: boolean }>(`SELECT to_regclass('app.ledger_home') IS NOT NULL AS there`);
  if (rows[0]?.there !== true) return undefined;
  return (await pool.query<Home>('SELECT event_id, position FROM app.ledger_home')).rows[0];
}

async function holdsLedger(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ some: boolean }>('SELECT EXISTS (SELECT FROM ledger.events) AS some');
  return rows[0]?.some === true;
}
