import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '@foja/ledger/postgres/embedded/secrets.ts';
import type { CheckpointMemory, DamageMemory } from '@foja/ledger/sealing/index.ts';

/** DATA_DIR/last-checkpoint: outside the database, so that an older copy of the database is noticed. */
export function checkpointFile(dataDir: string): CheckpointMemory {
  const file = join(dataDir, 'last-checkpoint');
  return {
    read: () => textOf(file),
    write: (note) => writePrivateFile(file, note),
  };
}

/** DATA_DIR/sealing-damage: there while something that was sealed is not as it was, and says what. */
export function damageFile(dataDir: string): DamageMemory {
  const file = join(dataDir, 'sealing-damage');
  return {
    read: () => textOf(file),
    write(found) {
      if (found === undefined) rmSync(file, { force: true });
      else writePrivateFile(file, `${found}\n`);
    },
  };
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
