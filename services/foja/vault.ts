import { openPool } from '@foja/ledger';
import { findMaster, masterId, openPostgresVault, type Vault, WrongMasterKey } from '@foja/ledger/vault/index.ts';
import { makeDataDir } from './data-dir.ts';
import { ensureMasterKeyFile, keyringOf, masterKeyFile } from './master-key.ts';
import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';

/**
 * Opens the vault of a ledger. The master key is MASTER_KEY, or is made at the first start and kept in DATA_DIR; never made
 * for a vault that has one already.
 * @throws Stop with one line where the master key at hand is not this vault's.
 */
export async function openVault(appUrl: string, settings: Settings): Promise<Vault> {
  const pool = openPool(appUrl, { applicationName: 'foja vault', max: 1, statementTimeoutMs: 10_000 });
  const keyring = keyringOf(settings);
  const file = masterKeyFile(settings.dataDir);
  try {
    if (settings.masterKey === undefined && (await masterId(pool)) === undefined) {
      makeDataDir(settings.dataDir);
      ensureMasterKeyFile(settings.dataDir);
    }
    await findMaster(pool, keyring);
  } catch (cause) {
    if (!(cause instanceof WrongMasterKey)) throw cause;
    const from = settings.masterKey === undefined ? `no está en ${file}` : 'no es MASTER_KEY ni MASTER_KEY_PREVIOUS';
    throw new Stop(`MASTER_KEY: la clave maestra de este libro mayor no está a la mano: ${from}`, 'unavailable', cause);
  } finally {
    await pool.end();
  }
  return openPostgresVault({ url: appUrl, keyring });
}
