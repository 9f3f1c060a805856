import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Passwords of the two login roles of the embedded server. */
export interface Passwords {
  readonly owner: string;
  readonly app: string;
}

/** Reads `DATA_DIR/database-passwords.json` (mode 600), made at the first start. */
export function loadPasswords(dataDir: string): Passwords {
  const file = join(dataDir, 'database-passwords.json');
  if (!existsSync(file)) {
    const fresh: Passwords = { owner: newPassword(), app: newPassword() };
    writePrivateFile(file, `${JSON.stringify(fresh, null, 2)}\n`);
  }
  const read = JSON.parse(readFileSync(file, 'utf8')) as Partial<Passwords>;
  if (typeof read.owner !== 'string' || typeof read.app !== 'string') throw new Error(`${file} holds no passwords`);
  return { owner: read.owner, app: read.app };
}

/** Written whole or not at all, and never readable by others, not even for a moment. */
export function writePrivateFile(file: string, text: string): void {
  const partial = `${file}.${process.pid}.partial`;
  const handle = openSync(partial, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, file);
}

/** 192 bits; letters and digits only, so that it needs no escape in a URL or in SQL. */
function newPassword(): string {
  return randomBytes(24).toString('hex');
}
