import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NumberingReactor } from '@foja/commands';
import { type EventStore, START } from '@foja/ledger';
import { writePrivateFile } from '@foja/ledger/postgres/embedded/secrets.ts';

/**
 * Finishes filings that a crash left without their number. Only a store that cannot append to several streams at once
 * needs it; PostgreSQL can, so it then has nothing to do.
 */
export async function runNumbering(store: EventStore, dataDir: string, signal: AbortSignal): Promise<void> {
  if (store.appendAtomically !== undefined) return;
  const file = join(dataDir, 'numbering-position');
  const after = existsSync(file) ? BigInt(readFileSync(file, 'utf8').trim()) : START;
  let kept = after;
  await new NumberingReactor({
    store,
    after,
    signal,
    reached: async (position) => {
      if (position === kept) return;
      writePrivateFile(file, `${position}\n`);
      kept = position;
    },
  }).run();
}
