import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Leashed, leashed } from './leashed.ts';
import { cache, logSettings } from './places.ts';
import { type Secured, serverProperties } from './server-properties.ts';

/** The same for every broker of the tests: `storage/` is formatted with it once, and copied. */
export const CLUSTER_ID = 'Zm9qYS10ZXN0cy1rYWZrYQ';
const START_MS = 120_000;
const LOOK_MS = 25;

export interface JvmBroker {
  readonly port: number;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** On the same port and data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** Apache's broker in a JVM: one node, on 127.0.0.1 only, its data in a folder of its own. Gone with this process. */
export async function startJvmBroker(java: string, secured?: Secured): Promise<JvmBroker> {
  const home = mkdtempSync(join(tmpdir(), 'foja-kafka-'));
  const folder = join(home, 'data');
  const [port, controllerPort] = await freePorts();
  const properties = join(home, 'server.properties');
  writeFileSync(properties, serverProperties({ bind: '127.0.0.1', port, controllerPort, folder, secured }));
  let server: Leashed | undefined;
  const start = async (): Promise<void> => {
    server = runJava(java, ['kafka.Kafka', properties]);
    await answering(port, server);
  };
  const stop = async (): Promise<void> => {
    await server?.kill();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    if (secured === undefined) cpSync(join(cache, 'storage'), folder, { recursive: true });
    else await format(java, properties, secured);
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, kill: async () => server?.kill(), restart: start, stop };
}

/** Makes the storage of a new node in the folder that `properties` names. */
export async function format(java: string, properties: string, scram?: Secured): Promise<void> {
  const users =
    scram === undefined ? [] : ['--add-scram', `SCRAM-SHA-512=[name=${scram.user},password=${scram.password}]`];
  const tool = runJava(java, ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties, ...users]);
  await tool.ended;
  if (!/Formatting/.test(tool.printed())) throw new Error(`Kafka's storage could not be formatted: ${tool.printed()}`);
}

export function runJava(java: string, args: readonly string[], options: readonly string[] = []): Leashed {
  const lib = join(cache, 'lib');
  // By name and in order: an archive of classes fits one class path only.
  const classPath = readdirSync(lib)
    .sort()
    .map((name) => join(lib, name))
    .join(':');
  const archive = join(cache, 'classes.jsa');
  const shared = existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : [];
  const small = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-Xlog:cds=off'];
  const settings = [`-Dlog4j2.configurationFile=${logSettings}`, '-cp', classPath];
  return leashed(java, [...small, ...shared, ...options, ...settings, ...args], {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
  });
}

/** Until the port takes connections. */
export async function answering(port: number, server: Leashed): Promise<void> {
  const giveUpAt = Date.now() + START_MS;
  while (!(await takes(port))) {
    if (server.hasEnded()) throw new Error(`Kafka ended at its start: ${server.printed()}`);
    if (Date.now() > giveUpAt) throw new Error(`Kafka did not start in ${START_MS / 1_000} s: ${server.printed()}`);
    await delay(LOOK_MS);
  }
}

function takes(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Two that nobody listens on now; both are held until both are known. */
export async function freePorts(): Promise<[number, number]> {
  const held = [createServer(), createServer()];
  const [one = 0, other = 0] = await Promise.all(
    held.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return [one, other];
}
