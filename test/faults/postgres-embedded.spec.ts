import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirInUse, type EmbeddedServer, migrate, NO_STREAM, openEmbedded, openPostgresStore } from '@foja/ledger';
import { closedFolder } from '@foja/ledger/postgres/embedded/account.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { anEvent, events } from '../store/samples.ts';
import { dataDirectory } from '../support/own-server.ts';
import { inDatabase } from '../support/postgres.ts';

const log = (): void => undefined;
let dataDir: string;
const pidFile = (): string => join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
const open = (serveAs?: string): Promise<EmbeddedServer> =>
  openEmbedded({ dataDir, log, ...(serveAs === undefined ? {} : { serveAs }) });

beforeAll(async () => {
  dataDir = dataDirectory();
  const first = await open();
  await migrate(first.adminUrl);
  await first.stop();
});
afterAll(async () => {
  const last = await open();
  await last.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a fresh start', () => {
  it('keeps passwords and data to itself', async () => {
    const server = await open();
    onTestFinished(() => server.stop());
    const mode = (path: string) => (statSync(join(dataDir, path)).mode & 0o777).toString(8);
    expect(mode('database-passwords.json')).toBe('600');
    expect(mode('postgres')).toBe('700');
    expect(mode('postgres/cluster')).toBe('700');
    expect(mode('postgres/server.log')).toBe('600');
    // No password file of initdb, here or in the temporary directory, where others might read it.
    const { owner, app } = JSON.parse(readFileSync(join(dataDir, 'database-passwords.json'), 'utf8')) as Record<
      string,
      string
    >;
    expect(owner).toMatch(/^[0-9a-f]{48}$/);
    expect(app).not.toBe(owner);
    expect(readdirSync(dataDir).sort()).toEqual(['database-passwords.json', 'postgres']);
    expect(readdirSync(tmpdir()).filter((name) => /pwfile|pg-password/.test(name))).toEqual([]);
  });

  it('listens on the loopback interface only, and takes nobody without a password', async () => {
    const server = await open();
    onTestFinished(() => server.stop());
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address !== undefined && !address.internal && address.family === 'IPv4');
    for (const { address } of outside.filter((a) => a !== undefined))
      expect(await reachable(address, server.port)).toBe(false);
    expect(await reachable('127.0.0.1', server.port)).toBe(true);
    const settings = await inDatabase(server.adminUrl, async (owner) => {
      const { rows } = await owner.query<{ name: string; setting: string }>(
        `SELECT name, setting FROM pg_settings WHERE name IN
          ('listen_addresses', 'unix_socket_directories', 'data_checksums', 'fsync', 'synchronous_commit', 'server_encoding')`,
      );
      return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    });
    expect(settings).toEqual({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      data_checksums: 'on',
      fsync: 'on',
      synchronous_commit: 'on',
      server_encoding: 'UTF8',
    });
    const wrong = new URL(server.appUrl);
    wrong.password = 'guess';
    await expect(inDatabase(wrong.toString(), (client) => client.query('SELECT 1'))).rejects.toThrow(
      /password authentication/,
    );
  });

  it('writes nothing that a person typed into the server log', async () => {
    const server = await open();
    onTestFinished(() => server.stop());
    const secret = 'Rosa Quispe 44556677';
    const store = openPostgresStore({ url: server.appUrl });
    const event = anEvent({ secret });
    await store.append({ stream: 'claim-log', expectedRevision: NO_STREAM, events: [event] });
    await expect(
      store.append({ stream: 'claim-log-2', expectedRevision: NO_STREAM, events: [{ ...event, data: { secret } }] }),
    ).rejects.toThrow();
    await inDatabase(server.appUrl, async (app) => {
      await expect(app.query('SELECT $1::int', [secret])).rejects.toThrow(/invalid input syntax/);
      await expect(app.query(`SELECT 1/0 AS "${secret}"`)).rejects.toThrow(/division by zero/);
    });
    await store.close();
    const logged = readFileSync(join(dataDir, 'postgres', 'server.log'), 'utf8');
    expect(logged).toContain('database system is ready');
    expect(logged).not.toMatch(/Rosa|44556677|claim-log|ERROR|STATEMENT|DETAIL|CONTEXT/);
  });

  it('refuses a DATA_DIR that the server account cannot enter, by name', () => {
    const closed = join(dataDirectory(), 'closed');
    mkdirSync(join(closed, 'inside'), { recursive: true });
    chmodSync(closed, 0o700);
    onTestFinished(() => rmSync(join(closed, '..'), { recursive: true }));
    expect(closedFolder(join(closed, 'inside'), { uid: 54_321, gid: 54_321 })).toBe(closed);
    chmodSync(closed, 0o711);
    expect(closedFolder(join(closed, 'inside'), { uid: 54_321, gid: 54_321 })).toBeUndefined();
  });
});

describe('what a killed process leaves behind', () => {
  it('a running server is adopted', async () => {
    const { node, pid } = await serveInAnotherProcess();
    node.kill('SIGKILL');
    await once(node, 'exit');
    const server = await open('spec');
    onTestFinished(() => server.stop());
    expect(server.startedHere).toBe(false);
    expect(server.pid()).toBe(pid);
  });

  it('a stale pid file, also one whose number another process has by now, is no hindrance', async () => {
    const other = spawn('sleep', ['60']);
    onTestFinished(() => void other.kill('SIGKILL'));
    for (const pid of [2_147_483_646, other.pid ?? 0, process.pid]) {
      const before = await open();
      const left = readFileSync(pidFile(), 'utf8');
      await before.stop();
      expect(existsSync(pidFile())).toBe(false);
      writeFileSync(pidFile(), left.replace(/^\d+/, String(pid)));
      const server = await open();
      expect(server.startedHere).toBe(true);
      expect(server.pid()).not.toBe(pid);
      await server.stop();
    }
  });

  it('a launch lock of a dead process is taken over', async () => {
    writeFileSync(join(dataDir, 'database-launch.lock'), '2147483646 1');
    const server = await open();
    await server.stop();
    writeFileSync(join(dataDir, 'database-launch.lock'), `${process.pid} 1`); // ours by number, not by start
    await (await open()).stop();
  });

  it('an initdb cut short is begun again', async () => {
    const fresh = dataDirectory();
    onTestFinished(() => rmSync(fresh, { recursive: true, force: true }));
    mkdirSync(join(fresh, 'postgres', 'cluster.partial', 'base'), { recursive: true });
    const server = await openEmbedded({ dataDir: fresh, log });
    await migrate(server.adminUrl);
    await server.stop();
  });
});

describe('two at a time', () => {
  it('a second server on the same DATA_DIR is refused, and told who holds it', async () => {
    const first = await open('foja start');
    onTestFinished(() => first.stop());
    const second = await open('foja start').catch((error: unknown) => error);
    expect(second).toBeInstanceOf(DataDirInUse);
    expect(String(second)).toContain(`in use by foja start (process ${process.pid})`);
    expect(String(second)).toContain(dataDir);
  });

  it('commands use the running server and leave it running', async () => {
    const serving = await open('foja start');
    onTestFinished(() => serving.stop());
    const command = await open();
    expect(command.startedHere).toBe(false);
    expect(command.pid()).toBe(serving.pid());
    await command.release();
    await inDatabase(serving.appUrl, (client) => client.query('SELECT 1'));
  });

  it('a command that had to start the server stops it, unless somebody else is connected by then', async () => {
    const alone = await open();
    expect(alone.startedHere).toBe(true);
    await alone.release();
    expect(existsSync(pidFile())).toBe(false);

    const command = await open();
    await inDatabase(command.appUrl, async (client) => {
      await command.release();
      expect((await client.query('SELECT 1')).rowCount).toBe(1);
    });
    await (await open()).stop();
    expect(existsSync(pidFile())).toBe(false);
  });

  it('many that start at once share one server', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => open()));
    onTestFinished(() => all[0]?.stop());
    expect(new Set(all.map((server) => server.pid())).size).toBe(1);
    expect(all.filter((server) => server.startedHere)).toHaveLength(1);
  });
});

describe('the supervisor', () => {
  it('brings a killed server back on the same port, keeps the DATA_DIR, and lets a stop be a stop', async () => {
    const server = await open('foja start');
    const end = new AbortController();
    const supervising = server.supervise(end.signal);
    const store = openPostgresStore({ url: server.appUrl });
    const pid = server.pid();
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => server.pid(), { timeout: 60_000 }).not.toBe(pid);
    expect(await store.append({ stream: 'claim-back', expectedRevision: NO_STREAM, events: events(1) })).toMatchObject({
      outcome: 'appended',
    });
    await expect
      .poll(() => inDatabase(server.adminUrl, async (owner) => (await owner.query(HOLDERS)).rowCount), {
        timeout: 60_000,
      })
      .toBe(1);
    await store.close();
    await server.stop();
    end.abort();
    await supervising;
    expect(existsSync(pidFile())).toBe(false);
  });
});

const HOLDERS = "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'foja start (process %'";

function reachable(host: string, port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host, port, timeout: 2_000 });
    socket.once('connect', () => answer(true));
    for (const event of ['error', 'timeout']) socket.once(event, () => answer(false));
    socket.once('close', () => socket.destroy());
  });
}

/** A process that serves the DATA_DIR until it is killed; resolves once it does. */
async function serveInAnotherProcess(): Promise<{ node: ChildProcess; pid: number }> {
  const script = `
    const { openEmbedded } = await import('@foja/ledger');
    const server = await openEmbedded({ dataDir: process.argv[1], log() {}, serveAs: 'foja start' });
    process.stdout.write(String(server.pid()));
    setInterval(() => {}, 1000);`;
  const node = spawn(process.execPath, ['--input-type=module', '--eval', script, dataDir], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = (await once(node.stdout, 'data')) as [Buffer];
  return { node, pid: Number(printed.toString()) };
}
