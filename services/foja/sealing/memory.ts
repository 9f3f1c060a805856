import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '@foja/ledger/postgres/embedded/secrets.ts';
import type { CheckpointMemory } from '@foja/ledger/sealing/index.ts';

/** DATA_DIR/last-checkpoint: outside the database, so that an older copy of the database is noticed. */
export function checkpointFile(dataDir: string): CheckpointMemory {
  const file = join(dataDir, 'last-checkpoint');
  return {
    read: () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
    write: (note) => writePrivateFile(file, note),
  };
}
