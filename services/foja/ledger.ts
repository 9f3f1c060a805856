import { statSync } from 'node:fs';
import { join } from 'node:path';
import { asRole, DataDirInUse, type EmbeddedServer, type EventStore, migrate, openEmbedded } from '@foja/ledger';
import { confidentialStore, type Vault } from '@foja/ledger/vault/index.ts';
import { makeDataDir } from './data-dir.ts';
import { openEventStore } from './event-store.ts';
import { databaseTrouble } from './output/trouble.ts';
import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';
import { openVault } from './vault.ts';

/** The ledger's database, migrated, and the store on it. */
export interface Ledger {
  /** Boxes personal data on its way in, and opens the boxes on its way out. */
  readonly store: EventStore;
  /** The same events as they are stored, boxes closed: what is hashed, proved and copied. */
  readonly stored: EventStore;
  readonly vault: Vault;
  /** Logs in as, or takes on, the application role. */
  readonly appUrl: string;
  /** As the owner, for maintenance. */
  readonly adminUrl: string;
  /** Undefined where DATABASE_URL names a server of the operator's own. */
  readonly embedded: EmbeddedServer | undefined;
  /** Ends the store. A command then leaves the embedded server as it found it; `stop` takes it down. */
  close(how: 'release' | 'stop'): Promise<void>;
}

export const APP_ROLE = 'foja_app';

export interface OpenLedgerOptions {
  readonly log: (message: string) => void;
  /** Who serves this DATA_DIR from now on. */
  readonly serveAs?: string;
  /** Make a ledger where DATA_DIR holds none. */
  readonly mayBegin?: boolean;
}

/**
 * Opens the ledger that the settings name: the embedded server is started, or found running.
 * @throws Stop where the database is not to be had, or DATA_DIR is served by another process, or holds no ledger yet and this
 * one may not begin it. A database of the operator's own gets its schemas from whoever comes first.
 */
export async function openLedger(
  settings: Settings,
  { log, serveAs, mayBegin = false }: OpenLedgerOptions,
): Promise<Ledger> {
  if (settings.databaseUrl !== undefined) return openExternal(settings.databaseUrl, settings, log);
  if (!mayBegin) assertLedgerIn(settings.dataDir);
  makeDataDir(settings.dataDir);
  const embedded = await openEmbedded({
    dataDir: settings.dataDir,
    log,
    ...(serveAs === undefined ? {} : { serveAs }),
  }).catch((cause: unknown) => {
    const why = databaseTrouble(cause);
    if (cause instanceof DataDirInUse)
      throw new Stop(`la carpeta de datos ya está en uso: ${why}`, 'unavailable', cause);
    throw new Stop(`no se pudo iniciar PostgreSQL embebido en ${settings.dataDir}: ${why}`, 'unavailable', cause);
  });
  try {
    await migrate(embedded.adminUrl);
  } catch (cause) {
    await embedded.release();
    throw unavailable('PostgreSQL embebido', cause);
  }
  const { appUrl, adminUrl } = embedded;
  try {
    const opened = await openStores(appUrl, settings, log);
    return {
      ...opened,
      appUrl,
      adminUrl,
      embedded,
      async close(how) {
        await opened.close();
        await (how === 'stop' ? embedded.stop() : embedded.release());
      },
    };
  } catch (error) {
    await embedded.release();
    throw error;
  }
}

/** A mistyped DATA_DIR must not become a ledger, empty and served from then on. */
function assertLedgerIn(dataDir: string): void {
  if (!isMissing(join(dataDir, 'postgres', 'cluster'))) return;
  const sentence = `DATA_DIR: en ${dataDir} no hay un libro mayor: revise la ruta, o inicie ahí uno nuevo con foja start`;
  throw new Stop(sentence, 'unavailable');
}

/** What may not be looked at is there: opening it says what is wrong. */
function isMissing(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

async function openExternal(databaseUrl: string, settings: Settings, log: (message: string) => void): Promise<Ledger> {
  const { databaseMigrationUrl } = settings;
  const appUrl = databaseMigrationUrl === undefined ? asRole(databaseUrl, APP_ROLE) : databaseUrl;
  try {
    await migrate(databaseMigrationUrl ?? databaseUrl);
  } catch (cause) {
    throw unavailable('DATABASE_URL', cause);
  }
  const opened = await openStores(appUrl, settings, log);
  return { ...opened, appUrl, adminUrl: databaseMigrationUrl ?? databaseUrl, embedded: undefined };
}

async function openStores(appUrl: string, settings: Settings, log: (message: string) => void) {
  const vault = await openVault(appUrl, settings);
  const stored = await openEventStore(appUrl, settings, log).catch(async (error: unknown) => {
    await vault.close();
    throw error;
  });
  return {
    store: confidentialStore(stored, vault),
    stored,
    vault,
    async close() {
      await stored.close();
      await vault.close();
    },
  };
}

function unavailable(what: string, cause: unknown): Stop {
  return new Stop(`${what}: la base de datos no está disponible: ${databaseTrouble(cause)}`, 'unavailable', cause);
}
