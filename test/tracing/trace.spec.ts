import { join } from 'node:path';
import { buildApp } from '@foja/api';
import { openCaseFiles } from '@foja/casefiles';
import { type CommandSide, createCommands } from '@foja/commands';
import { createDocuments } from '@foja/documents';
import { cloudEventOf, openPostgresFeeds, openWriterTable, runFeedWriter } from '@foja/feeds';
import { tracedStore } from '@foja/ledger/tracing/store.ts';
import { tracesOf } from '@foja/ledger/tracing/traces.ts';
import { createProjections } from '@foja/projections';
import {
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filingOn, openTestBook, RUC, registerFirm } from '../support/commands.ts';
import { type Ground, noRenderer, openGround } from '../support/ground.ts';

/** From a request to the read models and the feeds: one trace, through the real SDK, kept in memory. */

const TRACE = 'cbf92f3577b34da6a3ce929d0e0e4736';
const SENDER = '00f067aa0ba902b7';
const SETTLED = { timeout: 30_000, interval: 20 };

const spans = new InMemorySpanExporter();
const half = new TraceIdRatioBasedSampler(0.5);
const provider = new TracerProvider({
  sampler: new ParentBasedSampler({ root: half, remoteParentSampled: half }),
  spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
});
const traces = tracesOf(provider);

let ground: Ground;
let commands: CommandSide;
let app: Awaited<ReturnType<typeof buildApp>>;
let bookId: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  ground = await openGround();
  const { pool, stored, clock, log } = ground;
  await ground.projections.stop();
  const store = tracedStore(ground.store, traces);
  commands = await createCommands({ store, clock, failed: () => undefined });
  const projections = createProjections({ pool, store, traces });
  await projections.start();
  const feeds = await openPostgresFeeds({ pool, url: pool.options.connectionString ?? '' });
  const until = new AbortController();
  const law = () => commands.law();
  const writing = runFeedWriter({ stored, table: openWriterTable(pool), law, clock, traces, log }, until.signal);
  closing.push(
    async () => {
      until.abort();
      await writing;
    },
    () => feeds.close(),
    () => projections.stop(),
    () => commands.close(),
  );
  closing.push(() => documents.close());
  const settings = { operatorKey: 'operator-key-of-the-tests', trackingKey: Buffer.alloc(32, 7), rateLimit: false };
  const { files, folder } = ground;
  const documents = await createDocuments({ files, pool, commands, clock, log, renderer: noRenderer() });
  const making = { store, pool, commands, projections, documents, files, clock, log };
  const caseFiles = await openCaseFiles({ ...making, folder: join(folder, 'expedientes') });
  app = await buildApp({ commands, projections, documents, caseFiles, store, stored, clock, log, settings, traces });
  await registerFirm(commands);
  bookId = await openTestBook(commands);
  filed = async (headers) => {
    const { body } = filingOn(bookId, '');
    const response = await app.inject({
      method: 'POST',
      url: `/v1/books/${bookId}/claims`,
      headers: { 'idempotency-key': crypto.randomUUID(), ...headers },
      payload: { ...body, conformity: true },
    });
    expect(response.statusCode).toBe(201);
    return (response.json() as { claimId: string }).claimId;
  };
  messagesOf = async (claimId) => {
    const all = await feeds.read(`foja.${RUC}.claims.v1`, { after: 0n, max: 1_000 });
    return all.filter(({ subject }) => subject === claimId);
  };
});
afterAll(async () => {
  await app?.close();
  for (const close of closing) await close();
  await ground?.close();
});

let filed: (headers: Record<string, string>) => Promise<string>;
let messagesOf: (claimId: string) => Promise<Parameters<typeof cloudEventOf>[0][]>;

const named = (traceId: string) => spans.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);

describe('a trace', () => {
  it('goes on from the request to the ledger, the read models and the feeds', async () => {
    const claimId = await filed({ traceparent: `00-${TRACE}-${SENDER}-01` });
    const names = () => new Set(named(TRACE).map(({ name }) => name));
    await expect
      .poll(names, SETTLED)
      .toEqual(
        new Set([
          'POST /v1/books/:bookId/claims',
          'ledger append',
          'projection register',
          'projection deadlines',
          'projection statistics',
          'feeds write',
        ]),
      );
    const request = named(TRACE).find(({ name }) => name.startsWith('POST'));
    expect(request?.parentSpanContext?.spanId).toBe(SENDER);
    const own = request?.spanContext().spanId;
    for (const span of named(TRACE)) if (span !== request) expect(span.parentSpanContext?.spanId).toBe(own);

    const stored = await ground.stored.read(`claim-${claimId}`);
    expect(stored.map(({ metadata }) => metadata.traceparent)).toEqual(stored.map(() => `00-${TRACE}-${own}-01`));
    await expect.poll(async () => (await messagesOf(claimId)).length, SETTLED).toBe(1);
    for (const message of await messagesOf(claimId)) {
      expect(cloudEventOf(message)).toMatchObject({ traceparent: `00-${TRACE}-${own}-01` });
    }
  });

  it('says routes and figures, and nothing of anybody', () => {
    const said = named(TRACE).flatMap(({ name, attributes }) => [name, ...Object.entries(attributes).flat()]);
    expect(said).toContain('/v1/books/:bookId/claims');
    expect(said.join(' ')).not.toContain(bookId);
    expect(said.join(' ')).not.toMatch(/Rosa|01234567|@/);
  });

  it('is begun here where nobody began it, and kept out where its id says so, whatever its sender wants', async () => {
    const before = spans.getFinishedSpans().length;
    const out = '4bf92f3577b34da6a3ce929d0e0e4736'; // of the half that is left out
    const claimId = await filed({ traceparent: `00-${out}-${SENDER}-01` });
    const [stored] = await ground.stored.read(`claim-${claimId}`);
    expect(stored?.metadata.traceparent).toMatch(new RegExp(`^00-${out}-[0-9a-f]{16}-00$`));
    expect(named(out)).toEqual([]);
    expect(spans.getFinishedSpans().length).toBe(before);
    const own = await filed({});
    const [first] = await ground.stored.read(`claim-${own}`);
    expect(first?.metadata.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
  });

  it.each(['', 'nonsense', `00-${'0'.repeat(32)}-${SENDER}-01`, `ff-${TRACE}-${SENDER}-01`])(
    'is not taken from what is none: %j',
    async (traceparent) => {
      const claimId = await filed({ traceparent });
      const [stored] = await ground.stored.read(`claim-${claimId}`);
      expect(stored?.metadata.traceparent).not.toContain(TRACE);
      expect(stored?.metadata.traceparent).not.toContain('0'.repeat(32));
    },
  );
});
