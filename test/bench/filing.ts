import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import pg from 'pg';
import type { Row } from './results.ts';
import { forAWhile, type Measured, sideBySide } from './rounds.ts';
import type { RunningServer } from './server.ts';

const CONNECTIONS = 32;

/** Filings over HTTP, durable when answered, against bare single-row inserts of the same bytes on the same server. */
export async function benchFiling(
  server: RunningServer,
  adminUrl: string,
  { rounds, roundMs }: { readonly rounds: number; readonly roundMs: number },
): Promise<Row> {
  const bookId = await newBook(server);
  const body = JSON.stringify(filing);
  const pool = new pg.Pool({ connectionString: adminUrl, max: CONNECTIONS });
  pool.on('error', () => undefined);
  await pool.query('CREATE TABLE IF NOT EXISTS public.bare (id bigserial PRIMARY KEY, data text NOT NULL)');
  const insert = () => pool.query({ name: 'bare', text: 'INSERT INTO public.bare (data) VALUES ($1)', values: [body] });
  const memory = server.measureMemory();
  try {
    const { ours, ratio } = await sideBySide(
      rounds,
      () => fileForAWhile(`${server.url}/v1/books/${bookId}/claims`, body, roundMs),
      () => forAWhile(roundMs, CONNECTIONS, insert),
    );
    return {
      name: 'filing',
      value: ours,
      unit: 'filings/s over HTTP, durable',
      against: `bare single-row inserts by pg, durable, ${CONNECTIONS} connections each`,
      ratio,
      memoryMb: memory.stop(),
      aim: 'ratio ≥ 0.5, at least 0.3',
    };
  } finally {
    await pool.query('DROP TABLE public.bare');
    await pool.end();
  }
}

/** Every request is a filing of its own: its Idempotency-Key is new. */
async function fileForAWhile(url: string, body: string, forMs: number): Promise<Measured> {
  const run = randomUUID().slice(0, 8);
  let filed = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: forMs / 1000,
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
    requests: [
      {
        setupRequest: (request) => {
          filed += 1;
          return { ...request, headers: { ...request.headers, 'idempotency-key': `${run}-${filed}` } };
        },
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} filings were refused and ${result.errors} failed`);
  }
  return { perSecond: result['2xx'] / result.duration };
}

async function newBook({ url, operatorKey }: RunningServer): Promise<string> {
  const headers = { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' };
  const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = (await response.json()) as Record<string, string>;
    if (!response.ok && answer['code'] !== 'provider/already-registered') {
      throw new Error(`${path}: ${JSON.stringify(answer)}`);
    }
    return answer;
  };
  const ruc = '20888888889';
  const address = 'Av. Imaginaria 123, Lima';
  const email = 'libro@tienda.example';
  await post('/v1/providers', { ruc, legalName: 'Tienda de Medición S.A.C.', address, email, sector: 'general' });
  const code = `MEDIDA-${randomUUID().slice(0, 8)}`;
  const book = await post(`/v1/providers/${ruc}/books`, {
    code,
    establishment: 'Tienda',
    address,
    channel: 'virtual',
  });
  return book['bookId'] ?? '';
}

const filing = {
  type: 'reclamo',
  consumer: {
    name: 'Rosa Ficticia Quispe',
    documentType: 'DNI',
    documentNumber: '01234567',
    address: 'Jr. Inventado 456, Lima',
    email: 'rosa@correo.example',
    phone: '999 999 999',
  },
  good: { kind: 'product', description: 'Licuadora de dos velocidades', amount: { value: '249.90', currency: 'PEN' } },
  detail:
    'Compré la licuadora el sábado; al tercer día dejó de encender. En la tienda me dijeron que espere quince días.',
  request: 'Que me cambien el producto o me devuelvan el dinero.',
  responseMedium: 'email',
  conformity: true,
};
