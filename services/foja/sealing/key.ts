import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SignerKey } from '@foja/domain/ledger/index.ts';
import { newLogKey, readKey, SealRefused, type SealTable, writeKey } from '@foja/ledger/sealing/index.ts';
import { makeDataDir } from '../data-dir.ts';
import { makeOnce } from '../master-key.ts';
import type { Settings } from '../settings.ts';
import { Stop } from '../stop.ts';

type KeySettings = Pick<Settings, 'dataDir' | 'ledgerKey' | 'ledgerOrigin' | 'publicUrl'>;

/**
 * The key that signs the log: LEDGER_KEY, or the one in DATA_DIR, made at the first start; never made for a log that has
 * one already. A key's name is the log's origin, so that it stays what it was called first.
 * @throws SealRefused where the log's key is not at hand. @throws Stop where the file holds no key.
 */
export async function ledgerKey(settings: KeySettings, table: Pick<SealTable, 'name'>): Promise<SignerKey> {
  const key = ledgerKeyAtHand(settings);
  if (key !== undefined) return key;
  if ((await table.name()) !== undefined) {
    throw new SealRefused('no-key', `the log has been begun, and its key is not in ${ledgerKeyFile(settings.dataDir)}`);
  }
  makeDataDir(settings.dataDir);
  makeOnce(ledgerKeyFile(settings.dataDir), () => writeKey(newLogKey(originOf(settings))));
  const made = ledgerKeyAtHand(settings);
  if (made === undefined) throw new Error('a key was made and is not there');
  return made;
}

/** Undefined where there is none yet. @throws Stop where the file holds no key. */
export function ledgerKeyAtHand({ dataDir, ledgerKey: given }: KeySettings): SignerKey | undefined {
  const file = ledgerKeyFile(dataDir);
  if (given === undefined && !existsSync(file)) return undefined;
  const key = readKey(given ?? readFileSync(file, 'utf8'), 'ed25519');
  if (key === undefined) throw new Stop(`${file}: no contiene una clave de firma`, 'unavailable');
  return key;
}

export function ledgerKeyFile(dataDir: string): string {
  return join(dataDir, 'ledger-key');
}

/** Where the log is served, without its scheme (c2sp.org/tlog-checkpoint); an address of this machine alone names nothing. */
function originOf({ ledgerOrigin, publicUrl }: KeySettings): string | undefined {
  if (ledgerOrigin !== undefined || publicUrl === undefined) return ledgerOrigin;
  return `${new URL(publicUrl).host}/ledger`;
}
