import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, startFoja } from '../cli/program.ts';

/** Processes of one house, on one database and in one DATA_DIR. */
export interface Fleet {
  readonly operatorKey: string;
  /** Starts a process that does these parts, and waits until it is ready. */
  start(only: string, settings?: Readonly<Record<string, string>>): Promise<Member>;
  /** A firm with a book, by one of those that serve. @returns the book's id. */
  openBook(api: Member): Promise<string>;
  /** Ends whoever still lives. */
  close(): Promise<void>;
}

export interface Member {
  readonly url: string;
  /** What `/readyz` says of its parts. */
  parts(): Promise<Readonly<Record<string, string>>>;
  /** SIGKILL: nothing is finished, nothing given back. */
  kill(): Promise<void>;
}

/**
 * What is promised: whoever stands by goes on within ten seconds of a kill. A machine that is asked for more than twice what
 * it has takes as much longer for everything.
 */
export function takeOverMs(): number {
  const [lately = 0] = loadavg();
  return 10_000 * Math.max(1, lately / (2 * availableParallelism()));
}

export function openFleet(databaseUrl: string): Fleet {
  const dataDir = mkdtempSync(join(tmpdir(), 'foja-fleet-'));
  const operatorKey = `operator-${randomUUID()}`;
  const running = new Set<Running>();
  return {
    operatorKey,
    async start(only, settings = {}) {
      const common = {
        DATABASE_URL: databaseUrl,
        DATA_DIR: dataDir,
        PUBLIC_URL: 'https://libro.example',
        OPERATOR_KEY: operatorKey,
      };
      const one = await startFoja({ ...common, ...settings }, ['--only', only]);
      running.add(one);
      return {
        url: one.url,
        async parts() {
          const { parts } = (await (await fetch(`${one.url}/readyz`)).json()) as { parts: Part[] };
          return Object.fromEntries(parts.map(({ name, state }) => [name, state]));
        },
        async kill() {
          running.delete(one);
          await one.stop('SIGKILL');
        },
      };
    },
    async openBook({ url }) {
      const address = 'Av. Imaginaria 123, Lima';
      const firm = { legalName: 'Bazar Ficticio S.A.C.', address, email: 'libro@bazar.example', sector: 'general' };
      const book = { code: 'WEB', establishment: 'Tienda', address, channel: 'virtual' };
      await post(`${url}/v1/providers`, { ruc: RUC, ...firm }, operatorKey);
      return (await post(`${url}/v1/providers/${RUC}/books`, book, operatorKey))['bookId'] ?? '';
    },
    async close() {
      await Promise.all([...running].map((one) => one.stop('SIGKILL')));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const RUC = '20888888889';

async function post(url: string, body: unknown, key: string): Promise<Record<string, string>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, string>;
}

interface Part {
  readonly name: string;
  readonly state: string;
}
