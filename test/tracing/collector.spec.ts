import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTracing } from 'foja/tracing.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** As `OTEL_EXPORTER_OTLP_ENDPOINT` has it: the real exporter, and a collector that keeps what it is sent. */

let collector: Server;
let otlpEndpoint: string;
const taken: { readonly path: string; readonly type: string; readonly body: Buffer }[] = [];

beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      taken.push({ path: url, type: headers['content-type'] ?? '', body: Buffer.concat(chunks) });
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  otlpEndpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => collector.close(resolve)));

it('spans reach the collector as OTLP, at the latest when the process ends', async () => {
  const tracing = await openTracing({ otlpEndpoint, tracesShare: 1 });
  const request = tracing?.traces.begin('POST /v1/books/:bookId/claims', undefined);
  const now = Date.now();
  const traceparent = request?.traceparent ?? '';
  tracing?.traces.worked('feeds write', [{ metadata: { traceparent } }], { from: now - 5, to: now });
  request?.end({ failed: false });
  await tracing?.close();
  expect(taken.map(({ path, type }) => [path, type])).toEqual([['/v1/traces', 'application/x-protobuf']]);
  const [{ body } = { body: Buffer.alloc(0) }] = taken;
  // Names are UTF-8 in Protocol Buffers, the id of the trace is its sixteen bytes.
  for (const name of ['service.name', 'foja', 'POST /v1/books/:bookId/claims', 'feeds write'])
    expect(body.includes(name)).toBe(true);
  expect(body.includes(Buffer.from(traceparent.split('-')[1] ?? '', 'hex'))).toBe(true);
});

it('a collector that is away costs nothing but its spans', async () => {
  const tracing = await openTracing({ otlpEndpoint: 'http://127.0.0.1:1', tracesShare: 1 });
  tracing?.traces.begin('GET /healthz', undefined).end({ failed: false });
  await tracing?.close();
  expect(await openTracing({ otlpEndpoint: undefined, tracesShare: 1 })).toBeUndefined();
});
