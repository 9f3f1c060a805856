import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { post } from './load.ts';
import type { Row } from './results.ts';
import { forAWhile, sideBySide } from './rounds.ts';
import type { RunningServer } from './server.ts';

const CONNECTIONS = 32;

/** Filings over HTTP, durable when answered, against bare single-row inserts of the same bytes on the same server. */
export async function benchFiling(
  server: RunningServer,
  adminUrl: string,
  { rounds, roundMs }: { readonly rounds: number; readonly roundMs: number },
): Promise<Row> {
  const { bookId } = await newBook(server);
  const body = JSON.stringify(filing);
  const pool = new pg.Pool({ connectionString: adminUrl, max: CONNECTIONS });
  pool.on('error', () => undefined);
  await pool.query('CREATE TABLE IF NOT EXISTS public.bare (id bigserial PRIMARY KEY, data text NOT NULL)');
  const insert = () => pool.query({ name: 'bare', text: 'INSERT INTO public.bare (data) VALUES ($1)', values: [body] });
  const memory = server.measureMemory();
  const run = randomUUID().slice(0, 8);
  let round = 0;
  // Every request is a filing of its own: its key is new.
  const file = () => {
    round += 1;
    return post({
      url: `${server.url}/v1/books/${bookId}/claims`,
      connections: CONNECTIONS,
      forMs: roundMs,
      body,
      idempotencyKey: (index) => `${run}-${round}-${index}`,
    });
  };
  try {
    const { ours, ratio } = await sideBySide(rounds, file, () => forAWhile(roundMs, CONNECTIONS, insert));
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

/** A book of a firm that exists for measuring. */
export async function newBook({
  url,
  operatorKey,
}: RunningServer): Promise<{ readonly ruc: string; readonly bookId: string }> {
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
  return { ruc, bookId: book['bookId'] ?? '' };
}

export const filing = {
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
