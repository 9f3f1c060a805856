import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { giveFolder, type ServerAccount, serverAccount } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { runAs } from './process.ts';
import { loadPasswords, type Passwords, writePrivateFile } from './secrets.ts';
import { OWNER, serverSettings } from './settings.ts';

/** Where one embedded server lives and what it needs to be started. */
export interface Cluster {
  /** DATA_DIR/postgres: the server's own folder; holds `cluster`, the log and nothing of ours. */
  readonly home: string;
  /** The data directory proper. */
  readonly folder: string;
  readonly logFile: string;
  readonly account: ServerAccount;
  readonly binaries: Binaries;
  readonly passwords: Passwords;
}

const LOG_KEPT_BYTES = 10_000_000;

/** Finds the cluster of a DATA_DIR and makes it where there is none. Call under the launch lock. */
export async function prepareCluster(dataDir: string): Promise<Cluster> {
  const binaries = findBinaries();
  const root = realpathSync(dataDir);
  const home = join(root, 'postgres');
  const account = serverAccount([root, binaries.home]);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  giveFolder(home, account);
  const cluster: Cluster = {
    home,
    folder: join(home, 'cluster'),
    logFile: join(home, 'server.log'),
    account,
    binaries,
    passwords: loadPasswords(root),
  };
  if (!existsSync(cluster.folder)) await initialise(cluster, join(root, 'database-password.tmp'));
  return cluster;
}

/** Tells the server its settings for the next start. */
export function writeSettings(cluster: Cluster, port: number): void {
  const file = join(cluster.folder, 'foja.conf');
  writeFileSync(file, serverSettings(port), { mode: 0o600 });
  giveFile(file, cluster.account);
  if (existsSync(cluster.logFile) && statSync(cluster.logFile).size > LOG_KEPT_BYTES) {
    renameSync(cluster.logFile, `${cluster.logFile}.1`);
  }
}

/** The port of the start before, so that a restart most often keeps it. */
export function lastPort(cluster: Cluster): number | undefined {
  try {
    const found = /^port = (\d+)$/m.exec(readFileSync(join(cluster.folder, 'foja.conf'), 'utf8'));
    return found === null ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
}

/** Made beside and moved into place, so that an initdb cut short is never taken for a cluster. */
async function initialise(cluster: Cluster, passwordFile: string): Promise<void> {
  const partial = `${cluster.folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  writePrivateFile(passwordFile, cluster.passwords.owner);
  giveFile(passwordFile, cluster.account);
  const args = [
    `--pgdata=${partial}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
  ];
  try {
    await runAs(cluster.account, cluster.binaries.initdb, args, { cwd: cluster.home, timeoutMs: 120_000 });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  const config = join(partial, 'postgresql.conf');
  writeFileSync(config, `${readFileSync(config, 'utf8')}\ninclude_if_exists = 'foja.conf'\n`);
  renameSync(partial, cluster.folder);
}

function giveFile(file: string, account: ServerAccount): void {
  if (account.kind === 'user') chownSync(file, account.uid, account.gid);
}
