import { execFileSync } from 'node:child_process';
import { inject } from 'vitest';
import { dataDirectory } from './own-server.ts';

/**
 * A DATA_DIR as a first start leaves it before anything is written: its database is there and migrated, and that is all. A
 * copy of the run's own; making a cluster for each spec would take longer than most specs do. What a start does in a folder
 * that is empty, cli/start.spec.ts and faults/postgres-embedded.spec.ts see.
 */
export function preparedDirectory(): string {
  const dataDir = dataDirectory();
  execFileSync('cp', ['-a', `${inject('prepared')}/.`, dataDir]); // owners and modes kept
  return dataDir;
}
