import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseOf, ownDataDir, type Running, startFoja } from '../cli/program.ts';
import { filingOn } from '../support/commands.ts';
import { preparedDirectory } from '../support/prepared.ts';

const CONNECTIONS = 64;
const FILINGS = 2_000;
const KILLS = 10;
const LONG_MS = 900_000;
/** 64 clients that ask again at once would keep a small machine from starting the server they wait for. */
const AGAIN_MS = 1_000;
/** Far longer than a start takes; what is still refused then is a failure. */
const GIVE_UP_MS = 600_000;

const own = ownDataDir(preparedDirectory());
let server: Running;
let key: string;

beforeAll(async () => {
  server = await startFoja(settings());
}, LONG_MS);
afterAll(async () => {
  await server.stop();
  await own.remove();
}, LONG_MS);

/** Mails are queued, and not sent: printing four thousand copies is no part of filing. */
const settings = () => ({ DATA_DIR: own.dataDir, RATE_LIMIT: 'off', OPERATOR_KEY: OPERATOR, MAIL: 'off' });
const OPERATOR = `operator-${randomUUID()}${randomUUID()}`;
const RUC = '20888888889';

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(120_000),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

async function newBook(code: string): Promise<string> {
  const headers = { authorization: `Bearer ${OPERATOR}` };
  const address = 'Av. Imaginaria 123, Lima';
  const firm = {
    ruc: RUC,
    legalName: 'Bazar Ficticio S.A.C.',
    address,
    email: 'libro@bazar.example',
    sector: 'general',
  };
  await post('/v1/providers', firm, headers);
  const issued = await post(`/v1/providers/${RUC}/keys`, { role: 'viewer', label: 'prueba' }, headers);
  key = issued.body['key'] ?? '';
  const book = { code, establishment: 'Tienda', address, channel: 'virtual' };
  const opened = await post(`/v1/providers/${RUC}/books`, book, headers);
  expect(opened.status).toBe(201);
  return opened.body['bookId'] ?? '';
}

interface Acknowledged {
  readonly claimId: string;
  readonly sheetNumber: string;
}

/** Files `FILINGS` claims from 64 connections; a lost or refused one is sent again with its key, as a client would. */
async function storm(
  bookId: string,
  retry: boolean,
  onAcknowledged: () => void = () => undefined,
): Promise<Acknowledged[]> {
  const { body } = filingOn(bookId, '');
  const acknowledged: Acknowledged[] = [];
  let next = 0;
  const connection = async () => {
    for (let index = next++; index < FILINGS; index = next++) {
      acknowledged.push(await fileOnce(`filing-${index}`));
      onAcknowledged();
    }
  };
  const fileOnce = async (idempotencyKey: string): Promise<Acknowledged> => {
    const until = Date.now() + GIVE_UP_MS;
    for (;;) {
      const answer = await post(
        `/v1/books/${bookId}/claims`,
        { ...body, conformity: true },
        { 'idempotency-key': idempotencyKey },
      ).catch((error: unknown) => ({ status: 0, body: { error: String(error) } as Record<string, string> }));
      if (answer.status === 201) return answer.body as unknown as Acknowledged;
      const again = retry && (answer.status === 0 || answer.status === 503) && Date.now() < until;
      if (!again) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
      await delay(AGAIN_MS);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return acknowledged;
}

const year = new Date(Date.now() - 5 * 3_600_000).getUTCFullYear();
const expected = Array.from({ length: FILINGS }, (_, index) => `${String(index + 1).padStart(9, '0')}-${year}`);

/** Each acknowledged claim, read back, says the number that was acknowledged. */
async function unreadable(acknowledged: readonly Acknowledged[]): Promise<Acknowledged[]> {
  const lost: Acknowledged[] = [];
  const queue = [...acknowledged];
  const reader = async () => {
    for (let claim = queue.pop(); claim !== undefined; claim = queue.pop()) {
      const response = await fetch(`${server.url}/v1/claims/${claim.claimId}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      const found = (await response.json()) as { sheetNumber?: string };
      if (found.sheetNumber !== claim.sheetNumber) lost.push(claim);
    }
  };
  await Promise.all(Array.from({ length: 16 }, reader));
  return lost;
}

describe('two thousand filings from 64 connections on one book', () => {
  it(
    'get the numbers 1 to 2000, without an error, and every claim can be read',
    async () => {
      const acknowledged = await storm(await newBook('TORMENTA'), false);
      expect(acknowledged.map(({ sheetNumber }) => sheetNumber).toSorted()).toEqual(expected);
      expect(await unreadable(acknowledged)).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'lose nothing, skip nothing and repeat nothing where the server is killed ten times',
    async () => {
      const bookId = await newBook('TORMENTA-CON-CORTES');
      const moments = Array.from({ length: KILLS }, () => Math.floor(Math.random() * (FILINGS - CONNECTIONS)));
      const progress = { acknowledged: 0, changed: () => {} };
      const filed = storm(bookId, true, () => {
        progress.acknowledged += 1;
        progress.changed();
      });
      const killings = (async () => {
        for (const [kill, moment] of moments.toSorted((a, b) => a - b).entries()) {
          while (progress.acknowledged < moment) {
            await new Promise<void>((changed) => {
              progress.changed = changed;
            });
          }
          // Every third time PostgreSQL dies with it; else it is left behind as an orphan, to be adopted.
          const database = databaseOf(own.dataDir);
          if (kill % 3 === 2 && database !== undefined) process.kill(database, 'SIGKILL');
          await server.stop('SIGKILL');
          server = await startFoja(settings());
        }
      })();
      const [acknowledged] = await Promise.all([filed, killings]);
      expect(acknowledged.map(({ sheetNumber }) => sheetNumber).toSorted()).toEqual(expected);
      expect(await unreadable(acknowledged)).toEqual([]);
    },
    LONG_MS,
  );
});
