import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { baseBackup } from '@foja/ledger/postgres/embedded/base-backup.ts';
import { copyTree, giveAs } from '@foja/ledger/postgres/embedded/copy-tree.ts';
import type { Ledger } from '../ledger.ts';
import { Stop } from '../stop.ts';
import { programVersion } from '../version.ts';

/** What a finished copy says of itself, in `backup.json`; a folder without one is not a whole copy. */
export interface BackupRecord {
  readonly foja: string;
  readonly beganAt: string;
  readonly endedAt: string;
  /** Events when it began: at least these are in it. */
  readonly head: string;
  /** The last checkpoint that the house remembered then: the restored ledger has to go on from it. */
  readonly checkpoint: string | undefined;
  readonly withMasterKey: boolean;
  readonly bytes: number;
}

export const RECORD = 'backup.json';
const MASTER_KEY = 'master-key';
const CHECKPOINT = 'last-checkpoint';
const DATABASE = 'postgres';
/** Locks and sockets of a running server, what it has not taken charge of yet, and the copy itself. */
const LEFT_OUT = new Set([DATABASE, CHECKPOINT, MASTER_KEY, RECORD, 'staging']);

/**
 * Copies a DATA_DIR while it is served. In this order: the checkpoint that the sealer remembers, so that the copy's log is not
 * shorter than it; the database; then the files, which are written before the events that name them.
 * @throws Stop, BackupSpoilt
 */
export async function backUp(
  { store, embedded, adminUrl }: Pick<Ledger, 'store' | 'embedded' | 'adminUrl'>,
  { dataDir, target, withMasterKey }: { readonly dataDir: string; target: string; withMasterKey: boolean },
): Promise<BackupRecord> {
  if (embedded === undefined) {
    throw new Stop(
      'esta casa usa un PostgreSQL propio (DATABASE_URL): cópielo con sus herramientas (pg_basebackup o pg_dump) y ' +
        'compruebe la copia con ops/backup/drill.mjs --database-url',
      'wrong-use',
    );
  }
  makeEmpty(target);
  const beganAt = new Date().toISOString();
  const head = await store.head();
  const remembered = join(dataDir, CHECKPOINT);
  const checkpoint = existsSync(remembered) ? readFileSync(remembered, 'utf8') : undefined;
  giveAs(dataDir, target);
  if (checkpoint !== undefined) writeFileSync(join(target, CHECKPOINT), checkpoint, { mode: 0o600 });
  mkdirSync(join(target, DATABASE), { mode: 0o700 });
  giveAs(join(dataDir, DATABASE), join(target, DATABASE));
  await baseBackup(adminUrl, join(dataDir, DATABASE, 'cluster'), join(target, DATABASE, 'cluster'));
  for (const entry of await readdir(dataDir, { withFileTypes: true })) {
    const [from, to] = [join(dataDir, entry.name), join(target, entry.name)];
    if (LEFT_OUT.has(entry.name)) continue;
    if (entry.isDirectory()) await copyTree(from, to);
    else if (entry.isFile()) await copyFile(from, to).then(() => giveAs(from, to));
  }
  if (withMasterKey && existsSync(join(dataDir, MASTER_KEY))) {
    await copyFile(join(dataDir, MASTER_KEY), join(target, MASTER_KEY));
    giveAs(join(dataDir, MASTER_KEY), join(target, MASTER_KEY));
  }
  const record: BackupRecord = {
    foja: programVersion(),
    beganAt,
    endedAt: new Date().toISOString(),
    head: head.toString(),
    checkpoint,
    withMasterKey,
    bytes: sizeOf(target),
  };
  writeFileSync(join(target, RECORD), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  return record;
}

function makeEmpty(target: string): void {
  try {
    mkdirSync(target, { mode: 0o700, recursive: true });
    if (readdirSync(target).length === 0) return;
  } catch (cause) {
    throw new Stop(`no se puede hacer la carpeta ${target}`, 'unavailable', cause);
  }
  throw new Stop(`${target} no está vacía: dé una carpeta nueva`, 'wrong-use');
}

function sizeOf(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}
