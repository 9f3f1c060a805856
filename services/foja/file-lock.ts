import { DatabaseSync } from 'node:sqlite';

/**
 * Takes a lock that the operating system keeps for this process and drops with it, however it ends: no number of a process
 * is left behind that a restarted machine or a container gives to another. The file is a database of SQLite without content.
 * @returns how to give it back; undefined where another process has it. @throws where the file can't be made.
 */
export function lockFile(path: string): { release(): void } | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) return undefined;
    throw error;
  }
}

/** SQLITE_BUSY */
const BUSY = 5;
