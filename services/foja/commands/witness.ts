import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { formatVerifierKey, type TrustedLog } from '@foja/domain/ledger/index.ts';
import { writePrivateFile } from '@foja/ledger/postgres/embedded/secrets.ts';
import { newWitnessKey, readKey, writeKey } from '@foja/ledger/sealing/index.ts';
import { openWitness, type Witness, type WitnessAnswer, type WitnessMemory } from '@foja/ledger/witness/witness.ts';
import { Command } from 'commander';
import { z } from 'zod';
import { makeDataDir } from '../data-dir.ts';
import { lockFile } from '../file-lock.ts';
import { makeOnce } from '../master-key.ts';
import { print } from '../output/print.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { keyOf } from './verify.ts';

interface Options {
  readonly dir: string;
  readonly name: string;
  readonly log: readonly string[];
  readonly host: string;
  readonly port: string;
  readonly showKey?: boolean;
}

/** A checkpoint and a proof are some kilobytes. */
const BODY_BYTES = 64 * 1024;
const TOO_LARGE: Omit<WitnessAnswer, 'status'> & { readonly status: number } = { status: 413, body: 'too large\n' };

/** `foja witness`: cosigns checkpoints of logs, on somebody else's machine. Needs no database. */
export function witnessCommand(_environment: Environment): Command {
  const command = new Command('witness')
    .description('testigo: firma los puntos de control de un libro mayor mientras nadie cambie su historia')
    .requiredOption('--dir <carpeta>', 'donde guarda su clave y lo último que firmó')
    .requiredOption('--name <nombre>', 'su nombre, como testigo.ejemplo.pe')
    .option(
      '--log <clave>',
      'la clave pública de un libro mayor; puede repetirse, también con la nueva de uno que cambia de clave',
      collect,
      [],
    )
    .option('--host <dirección>', 'dónde escucha', '127.0.0.1')
    .option('--port <puerto>', 'en qué puerto; 0: uno libre', '8090')
    .option('--show-key', 'muestra su clave pública, y termina')
    .addHelpText('after', HELP)
    .action((options: Options) => witness(options));
  return withExamples(
    command,
    'witness --dir ./testigo --name testigo.ejemplo.pe --show-key',
    'witness --dir ./testigo --name testigo.ejemplo.pe --log "$(cat clave.txt)"',
  );
}

const HELP = `
Habla el protocolo C2SP tlog-witness (POST /add-checkpoint). Sirve de algo solo donde el operador del libro mayor no manda: en
otra empresa, en otra máquina, con otra clave. Su carpeta es su memoria: con una copia anterior firmaría otra historia.`;

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function witness({ dir, name, log, host, port, showKey }: Options): Promise<void> {
  makeDataDir(dir);
  const file = join(dir, 'witness-key');
  try {
    makeOnce(file, () => writeKey(newWitnessKey(name)));
  } catch (cause) {
    if (cause instanceof RangeError) throw new Stop('--name: un nombre sin espacios ni signos +', 'wrong-use', cause);
    throw cause;
  }
  const key = readKey(readFileSync(file, 'utf8'), 'cosignature/v1');
  if (key === undefined) throw new Stop(`${file}: no contiene la clave de un testigo`, 'unavailable');
  if (key.key.name !== name) throw new Stop(`--name: este testigo se llama ${key.key.name}`, 'wrong-use');
  if (showKey === true) return print(formatVerifierKey(key.key));
  // Two keys of one name are one log, whose key is being replaced.
  const byOrigin = Map.groupBy(log.map(keyOf), (one) => one.name);
  const logs: TrustedLog[] = [...byOrigin].map(([origin, keys]) => ({ origin, keys }));
  if (logs.length === 0) throw new Stop('--log: diga de qué libro mayor', 'wrong-use');
  // What two processes remember apart, they would sign apart: two histories.
  const lock = lockFile(join(dir, 'witness-lock'));
  if (lock === undefined)
    throw new Stop(`--dir: otro testigo ya usa ${dir}; deténgalo, o dé a este otra carpeta`, 'unavailable');
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  const standing = openWitness({ key, logs, memory: memoryIn(dir), nowSeconds });
  try {
    await serve(standing, { host, port });
  } finally {
    lock.release();
  }
}

/** Notes by origin. */
const cosigned = z.record(z.string(), z.string());

function memoryIn(dir: string): WitnessMemory {
  const file = join(dir, 'cosigned.json');
  return {
    read: () => new Map(existsSync(file) ? Object.entries(cosigned.parse(JSON.parse(readFileSync(file, 'utf8')))) : []),
    write: (notes) => writePrivateFile(file, `${JSON.stringify(Object.fromEntries(notes), null, 1)}\n`),
  };
}

async function serve(standing: Witness, { host, port }: Pick<Options, 'host' | 'port'>): Promise<void> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Stop('--port: un entero de 0 a 65535', 'wrong-use');
  const server = createServer({ requestTimeout: 10_000 }, (request, reply) => {
    const send = (status: number, body: string, type = 'text/plain; charset=utf-8') =>
      reply.writeHead(status, { 'content-type': type }).end(body);
    if (request.url !== '/add-checkpoint') return send(404, 'not found\n');
    if (request.method !== 'POST') return send(405, 'method not allowed\n');
    bodyOf(request)
      .then((body) => (body === undefined ? TOO_LARGE : standing.addCheckpoint(body)))
      .then((answer) => send(answer.status, answer.body, answer.contentType))
      .catch(() => send(500, 'internal error\n'));
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', (cause) =>
      failed(new Stop(`--port: no se puede escuchar en ${host}:${port}`, 'unavailable', cause)),
    );
    server.listen(Number(port), host, listening);
  });
  // Heard from before anybody is told that it stands.
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.close(() => done()));
  });
  const address = server.address();
  print(`Testigo ${standing.key.key.name} listo: http://${host}:${typeof address === 'object' ? address?.port : port}`);
  await stopped;
}

/** Undefined where it is too long. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > BODY_BYTES) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}
