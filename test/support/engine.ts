import type { EventStore } from '@foja/ledger';
import { openStandIn } from './eventstoredb/stand-in.ts';
import { openStore, type TestDatabase } from './postgres.ts';

/** Where the events of a test's house are; all else it keeps is in PostgreSQL. */
export type Engine = 'postgresql' | 'eventstoredb';

export const engines: readonly Engine[] = ['postgresql', 'eventstoredb'];

/**
 * What depends on the store is tested on each of `engines`, the rest on PostgreSQL. `TEST_STORE=eventstoredb npx vitest run
 * --project house <specs>` puts the events of every house on the stand-in: the real client, real gRPC.
 */
const chosen = process.env['TEST_STORE'];
if (chosen !== undefined && !engines.some((engine) => engine === chosen)) {
  throw new RangeError(`TEST_STORE: one of ${engines.join(', ')}`);
}
export const usualEngine: Engine = chosen === 'eventstoredb' ? chosen : 'postgresql';

/** An empty ledger; closing it leaves the database. */
export async function openEmptyLedger(
  { appUrl }: Pick<TestDatabase, 'appUrl'>,
  engine: Engine = usualEngine,
): Promise<{ readonly store: EventStore; close(): Promise<void> }> {
  if (engine === 'postgresql') {
    const store = openStore(appUrl);
    return { store, close: () => store.close() };
  }
  const standIn = await openStandIn();
  return { store: standIn.open(), close: () => standIn.close() };
}
