import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { copyTree, giveAs } from './copy-tree.ts';

/** Made anew by a server that starts, of no use in a copy, or copied apart (`pg_wal`). PostgreSQL's manual, 25.3.4. */
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);

/** The copy could not be made whole. */
export class BackupSpoilt extends Error {
  override readonly name = 'BackupSpoilt';
}

/**
 * Copies a cluster while its server runs, the way that PostgreSQL calls a standalone hot backup: files in any state, and the
 * log from before the first of them was read, which a server that starts on the copy replays. What was committed before this
 * began is in it; what commits meanwhile may be.
 *
 * @param target a folder that does not exist yet.
 * @throws BackupSpoilt where the server does not have the log that it promised to keep; whatever the file system or the database throws.
 */
export async function baseBackup(adminUrl: string, cluster: string, target: string): Promise<void> {
  // One session from beginning to end: a backup ends with the session that began it.
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'foja backup' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // Holds the log from here on, and is gone with this session. (To keep so much of it always would keep what was erased.)
    await client.query(`SELECT pg_create_physical_replication_slot('foja_backup_' || pg_backend_pid(), true, true)`);
    const begun = await client.query<{ segment: string }>(
      'SELECT pg_walfile_name(pg_backup_start($1, fast => true)) AS segment',
      ['foja'],
    );
    await copyTree(cluster, target, { leaveOut: (name) => LEFT_OUT.has(name) || name.includes('pgsql_tmp') });
    const { rows } = await client.query<{ lsn: string; labelfile: string; spcmapfile: string }>(
      'SELECT lsn, labelfile, spcmapfile FROM pg_backup_stop(wait_for_archive => false)',
    );
    const [ended] = rows;
    if (ended === undefined) throw new BackupSpoilt('the server did not end the backup');
    for (const folder of LEFT_OUT) if (!folder.startsWith('postmaster')) emptyFolder(cluster, target, folder);
    const label = join(target, 'backup_label');
    writeFileSync(label, ended.labelfile, { mode: 0o600 });
    giveAs(join(cluster, 'PG_VERSION'), label);
    // Segments sort by name; the first is the one that the server will begin to replay from.
    const first = begun.rows[0]?.segment ?? '';
    await copyTree(join(cluster, 'pg_wal'), join(target, 'pg_wal'), {
      leaveOut: (name) => /^[0-9A-F]{24}$/.test(name) && name < first,
    });
    if (!existsSync(join(target, 'pg_wal', first))) {
      throw new BackupSpoilt(`the server no longer has ${first}, from which the copy would have to be replayed`);
    }
  } finally {
    await client.end();
  }
}

function emptyFolder(cluster: string, target: string, name: string): void {
  const folder = join(target, name);
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  giveAs(join(cluster, name), folder);
}
