import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { openPostgresStore } from '@foja/ledger';
import { NO_STREAM } from '@foja/ledger/port.ts';
import pg from 'pg';
import type { Row } from './results.ts';
import { forAWhile, sideBySide } from './rounds.ts';

const CONCURRENCY = 32;
const text = 'x'.repeat(220);

/** Appends of one event to a stream of its own, against emmett's PostgreSQL store on the same server. */
export async function benchAppend(
  urls: { readonly adminUrl: string; readonly appUrl: string },
  { rounds, roundMs }: { readonly rounds: number; readonly roundMs: number },
): Promise<Row> {
  const store = openPostgresStore({ url: urls.appUrl });
  const theirs = await emmett(urls.adminUrl);
  try {
    const { ours, ratio } = await sideBySide(
      rounds,
      () => forAWhile(roundMs, CONCURRENCY, () => store.append(oneEvent())),
      () => forAWhile(roundMs, CONCURRENCY, theirs.append),
    );
    return {
      name: 'append',
      value: ours,
      unit: 'appends/s, durable',
      against: `@event-driven-io/emmett-postgresql, ${CONCURRENCY} at once each`,
      ratio,
      memoryMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
      aim: 'ratio ≥ 3, at least 1.5',
    };
  } finally {
    await store.close();
    await theirs.close();
  }
}

function oneEvent() {
  const id = randomUUID();
  const metadata = {
    occurredAt: new Date().toISOString(),
    actor: { role: 'operator', id: 'bench' },
    causationId: id,
    correlationId: id,
  };
  return {
    stream: `bench-${id}`,
    expectedRevision: NO_STREAM,
    events: [{ id, type: 'Measured', version: 1, data: { text }, metadata }],
  };
}

/** In a database of its own, with its own schema, as its users set it up. */
async function emmett(adminUrl: string) {
  const name = `emmett_${randomUUID().slice(0, 8)}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = name;
  const store = getPostgreSQLEventStore(url.toString());
  await store.schema.migrate();
  return {
    append: () =>
      store.appendToStream(`bench-${randomUUID()}`, [{ type: 'Measured', data: { text } }], {
        expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
      }),
    async close() {
      await store.close();
      await gone(admin, name);
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}

/** Its pool says that it is closed before its connections are: one that is cut then ends this process. */
async function gone(admin: pg.Client, database: string): Promise<void> {
  for (;;) {
    const { rows } = await admin.query('SELECT FROM pg_stat_activity WHERE datname = $1', [database]);
    if (rows.length === 0) return;
    await delay(20);
  }
}
