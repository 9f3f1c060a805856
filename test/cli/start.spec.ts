import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { claimIdOf } from '@foja/commands/event-ids.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { preparedDirectory } from '../support/prepared.ts';
import { type Storm, startStorm } from '../support/storm.ts';
import type { StormOrders } from '../support/storm-worker.ts';
import { databaseOf, foja, ownDataDir, type Running, startFoja } from './program.ts';

const sh = promisify(execFile);
const LONG_MS = 600_000;

let own: ReturnType<typeof ownDataDir>;
const running: Running[] = [];

beforeEach(() => {
  own = ownDataDir(preparedDirectory());
});
afterEach(async () => {
  for (const one of running.splice(0)) if (one.child.exitCode === null) await one.stop('SIGKILL');
  await own.remove();
});

/** Mail waits: a copy is printed for each sheet, which takes far longer than filing it. */
async function start(settings: Record<string, string> = {}): Promise<Running> {
  const started = await startFoja({ DATA_DIR: own.dataDir, MAIL: 'off', ...settings });
  running.push(started);
  return started;
}

const filing = (n: number) => ({
  type: 'reclamo',
  consumer: { name: 'Inés Ñaupari', documentType: 'DNI', documentNumber: '01234567', email: 'ines@correo.example' },
  good: { kind: 'product' },
  detail: `Reclamo de prueba ${n}.`,
  responseMedium: 'email',
  conformity: true,
});

async function file(url: string, bookId: string, n: number): Promise<{ claimId: string; sheetNumber: string }> {
  const answer = await fetch(`${url}/v1/books/${bookId}/claims`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `prueba-${n}` },
    body: JSON.stringify(filing(n)),
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { claimId: string; sheetNumber: string };
}

const keyIn = (out: string, role: string) => new RegExp(`${role} +(foja_\\S+)`).exec(out)?.[1] ?? '';
const bookIn = (out: string) => /\/v1\/books\/([0-9a-f-]{36})\//.exec(out)?.[1] ?? '';

describe('foja start', () => {
  it(
    'is ready on an empty folder, shows a demo whose curl lines work, and ends clean on SIGTERM',
    async () => {
      await own.remove();
      own = ownDataDir();
      const server = await start({ MAIL: 'on' });
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
      expect((await fetch(`${server.url}/docs/`)).status).toBe(200);

      const lines = server.out().split('\n');
      const curls = lines.filter((line) => line.startsWith('curl '));
      expect(curls).toHaveLength(4);
      const answers: string[] = [];
      for (const line of curls) answers.push((await sh('bash', ['-c', `${line} --fail-with-body`])).stdout);
      expect(JSON.parse(answers[0] ?? '')).toMatchObject({ sheetNumber: expect.stringMatching(/^000000001-\d{4}$/) });
      expect(JSON.parse(answers[2] ?? '')).toMatchObject({ viewed: true });
      expect(JSON.parse(answers[3] ?? '')).toHaveProperty('states');

      expect(statSync(join(own.dataDir, 'operator-key')).mode & 0o777).toBe(0o600);
      expect(statSync(join(own.dataDir, 'tracking-key')).mode & 0o777).toBe(0o600);

      const ended = await server.stop('SIGTERM');
      expect(ended.code).toBe(0);
      expect(databaseOf(own.dataDir)).toBeUndefined();

      const again = await start();
      expect(again.out()).not.toMatch(/foja_20999999990_|foja_operador_/);
      const key = keyIn(server.out(), 'respondent');
      const { claimId } = JSON.parse(answers[0] ?? '') as { claimId: string };
      const read = await fetch(`${again.url}/v1/claims/${claimId}`, { headers: { authorization: `Bearer ${key}` } });
      expect(read.status).toBe(200);
      expect((await again.stop('SIGINT')).code).toBe(0);
    },
    LONG_MS,
  );

  it(
    'finishes on SIGTERM whoever it let in, in a storm of clients, and loses nothing that it acknowledged',
    async () => {
      const server = await start();
      const bookId = bookIn(server.out());
      const { sent, results } = storm(server, bookId, { everyMs: 10 });
      await expect.poll(() => Atomics.load(sent, 0), { timeout: LONG_MS, interval: 5 }).toBeGreaterThan(100);
      expect((await server.stop('SIGTERM')).code).toBe(0);
      const ended = await results;
      const acknowledged = ended.filter(({ outcome }) => outcome === 201);
      expect(acknowledged.length).toBeGreaterThan(50);
      // Whoever has no answer was never let in: refused, or come between the last look and the closing (ADR 13).
      const unheard = ended.filter(({ outcome }) => outcome !== 201);
      expect(unheard.map(({ outcome }) => outcome).filter((how) => how !== 'refused' && how !== 'reset')).toEqual([]);
      expect(unheard.some(({ outcome }) => outcome === 'refused')).toBe(true);

      const again = await start();
      const headers = { authorization: `Bearer ${keyIn(server.out(), 'respondent')}` };
      const status = async (claimId: string) => (await fetch(`${again.url}/v1/claims/${claimId}`, { headers })).status;
      for (const { claimId } of acknowledged) expect(await status(claimId ?? '')).toBe(200);
      for (const { idempotencyKey } of unheard) expect(await status(claimIdOf(bookId, idempotencyKey))).toBe(404);

      // Those who wait in the kernel's queue, and of whom it has not heard when it is told to stop, are let in.
      again.child.kill('SIGSTOP');
      const waiting = storm(again, bookId, 30);
      await expect.poll(() => Atomics.load(waiting.sent, 0), { timeout: LONG_MS }).toBe(30);
      const stopped = again.stop('SIGTERM');
      again.child.kill('SIGCONT');
      expect((await stopped).code).toBe(0);
      expect((await waiting.results).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 30 }, () => 201));
    },
    LONG_MS,
  );

  it(
    'loses nothing that it acknowledged when it is killed, and starts again over the database left behind',
    async () => {
      const first = await start();
      const bookId = bookIn(first.out());
      const key = keyIn(first.out(), 'respondent');
      const acknowledged: { claimId: string; sheetNumber: string }[] = [];
      const filings = Array.from({ length: 200 }, (_, n) =>
        file(first.url, bookId, n).then(
          (filed) => acknowledged.push(filed),
          () => undefined, // cut off: not acknowledged
        ),
      );
      await Promise.race(filings);
      await first.stop('SIGKILL');
      await Promise.all(filings);
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(databaseOf(own.dataDir)).toBeDefined();

      const second = await start();
      for (const { claimId, sheetNumber } of acknowledged) {
        const answer = await fetch(`${second.url}/v1/claims/${claimId}`, {
          headers: { authorization: `Bearer ${key}` },
        });
        expect(await answer.json()).toMatchObject({ claimId, sheetNumber });
      }
      // The clients send again what they never heard about: every number from 1 on is then given, once.
      const all = await Promise.all(Array.from({ length: 200 }, (_, n) => file(second.url, bookId, n)));
      const numbers = all.map(({ sheetNumber }) => Number(sheetNumber.slice(0, 9))).sort((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
      for (const filed of acknowledged) expect(all).toContainEqual(expect.objectContaining(filed));
      expect((await second.stop()).code).toBe(0);
    },
    LONG_MS,
  );

  it(
    'brings its database back when that is killed',
    async () => {
      const server = await start();
      const bookId = bookIn(server.out());
      const before = await file(server.url, bookId, 1);
      const pid = databaseOf(own.dataDir);
      if (pid === undefined) throw new Error('no database');
      process.kill(pid, 'SIGKILL');
      const after = await until(() => file(server.url, bookId, 2));
      expect([before.sheetNumber.slice(0, 9), after.sheetNumber.slice(0, 9)]).toEqual(['000000001', '000000002']);
      expect((await server.stop()).code).toBe(0);
    },
    LONG_MS,
  );

  it(
    'says in one line that the port is taken, and leaves no database behind',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((done) => other.once('listening', done));
      const { port } = other.address() as { port: number };
      const ended = await foja(['start'], { DATA_DIR: own.dataDir, PORT: String(port), LOG_LEVEL: 'silent' });
      other.close();
      expect(ended.code).toBe(3);
      expect(ended.err).toMatch(/^foja: PORT: el puerto \d+ ya está en uso.*\n$/);
      expect(databaseOf(own.dataDir)).toBeUndefined();
    },
    LONG_MS,
  );

  it(
    'refuses a folder that another server serves, in one line, and leaves that one alone',
    async () => {
      const server = await start();
      const second = await foja(['start'], { DATA_DIR: own.dataDir, PORT: '0', LOG_LEVEL: 'silent' });
      expect(second.code).toBe(3);
      expect(second.err).toMatch(/^foja: la carpeta de datos ya está en uso: .*foja start.*\n$/);
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
      expect((await server.stop()).code).toBe(0);
    },
    LONG_MS,
  );

  it('says in one line which setting is wrong', async () => {
    const ended = await foja(['start'], { DATA_DIR: own.dataDir, RATE_LIMIT: 'maybe' });
    expect(ended).toMatchObject({ code: 2, out: '', err: 'foja: RATE_LIMIT: debe ser on u off\n' });
  });

  it('says in one line that the database of DATABASE_URL is not there', async () => {
    const ended = await foja(['start'], {
      DATA_DIR: own.dataDir,
      DATABASE_URL: 'postgres://foja:secreta@127.0.0.1:1/foja',
      LOG_LEVEL: 'silent',
    });
    expect(ended.code).toBe(3);
    expect(ended.err).toMatch(/^foja: DATABASE_URL: la base de datos no está disponible: .*\n$/);
    expect(ended.out + ended.err).not.toContain('secreta');
  });
});

function storm({ url }: Running, bookId: string, clients: StormOrders['clients']): Storm {
  const port = Number(new URL(url).port);
  return startStorm({ port, bookId, body: JSON.stringify(filing(0)), clients });
}

async function until<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + LONG_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
  }
}
