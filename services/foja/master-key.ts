import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '@foja/ledger/postgres/embedded/secrets.ts';
import { type Keyring, type MasterKey, masterKey } from '@foja/ledger/vault/index.ts';
import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';

/**
 * The master keys at hand: MASTER_KEY and, while it is being replaced, MASTER_KEY_PREVIOUS; then those of the file that
 * DATA_DIR keeps, one a line, the newest first. Read again whenever it is asked, for a rotation may have added one.
 */
export function keyringOf(settings: Pick<Settings, 'dataDir' | 'masterKey' | 'masterKeyPrevious'>): Keyring {
  const { dataDir, masterKey: current, masterKeyPrevious: previous } = settings;
  const given = [current, previous].flatMap((text) =>
    text === undefined ? [] : [masterKey(Buffer.from(text, 'base64'))],
  );
  return () => [...given, ...keptIn(masterKeyFile(dataDir))];
}

export function masterKeyFile(dataDir: string): string {
  return join(dataDir, 'master-key');
}

export function ensureMasterKeyFile(dataDir: string): void {
  makeOnce(masterKeyFile(dataDir), () => randomBytes(32).toString('base64'));
}

/** Makes the file where there is none, for its owner only. Of two who do so at once, one makes it. */
export function makeOnce(file: string, secret: () => string): void {
  if (existsSync(file)) return;
  const partial = `${file}.${process.pid}.partial`;
  const handle = openSync(partial, 'w', 0o600);
  try {
    writeSync(handle, `${secret()}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(partial, file); // unlike a rename, never in place of another
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    unlinkSync(partial);
  }
}

/** The key to rotate to: the file's first line while an earlier rotation is unfinished, else a new one written before it. */
export function addMasterKey(dataDir: string): MasterKey {
  const file = masterKeyFile(dataDir);
  const kept = keptIn(file);
  const [first] = kept;
  if (first !== undefined && kept.length > 1) return first;
  const secret = randomBytes(32);
  writePrivateFile(file, `${secret.toString('base64')}\n${existsSync(file) ? readFileSync(file, 'utf8') : ''}`);
  return masterKey(secret);
}

/** Leaves only the newest key in the file: nothing is wrapped with the others any more. */
export function dropOldMasterKeys(dataDir: string): void {
  const file = masterKeyFile(dataDir);
  const [first = ''] = readFileSync(file, 'utf8').split('\n');
  writePrivateFile(file, `${first}\n`);
}

function keptIn(file: string): MasterKey[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const secret = Buffer.from(line, 'base64');
    if (secret.length !== 32) throw new Stop(`${file}: no contiene una clave maestra`, 'unavailable');
    return masterKey(secret);
  });
}
