import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foja, ownDataDir, type Running, startFoja } from '../cli/program.ts';
import { preparedDirectory } from '../support/prepared.ts';

/** The product as it starts for the first time, with the limits that it has by itself. */
describe('a house that starts for the first time', () => {
  let own: ReturnType<typeof ownDataDir>;
  let house: Running;
  let failed: Awaited<ReturnType<typeof foja>>;

  beforeAll(async () => {
    own = ownDataDir(preparedDirectory());
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    failed = await foja(['start'], { DATA_DIR: own.dataDir, MAIL: 'off', LOG_LEVEL: 'silent', PORT: port });
    other.close();
    house = await startFoja({ DATA_DIR: own.dataDir, MAIL: 'off' });
  });
  afterAll(async () => {
    if (house.child.exitCode === null) await house.stop('SIGKILL');
    await own.remove();
  });

  test('gives a body 30 seconds to arrive, and not the minutes of a file', async () => {
    const { hostname, port } = new URL(house.url);
    const bookId = /\/v1\/books\/([0-9a-f-]{36})\//.exec(house.out())?.[1];
    const socket = connect({ host: hostname, port: Number(port) });
    const headers = 'host: x\r\ncontent-type: application/json\r\ncontent-length: 300\r\nidempotency-key: lenta';
    const begunAt = performance.now();
    socket.write(`POST /v1/books/${bookId}/claims HTTP/1.1\r\n${headers}\r\n\r\n{`);
    let answer = '';
    for await (const part of socket) answer += part;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - begunAt).toBeGreaterThan(29_000);
  });

  test('shows the operator’s key at the first start that succeeds, and at no later one', async () => {
    expect(failed.code).toBe(3);
    const key = readFileSync(join(own.dataDir, 'operator-key'), 'utf8').trim();
    expect(failed.out).not.toContain(key);
    expect(house.out()).toContain(`Llave del operador, que no se vuelve a mostrar: ${key}\n`);
    await house.stop();
    house = await startFoja({ DATA_DIR: own.dataDir, MAIL: 'off' });
    expect(house.out()).not.toContain('foja_operador_');
    const answer = await fetch(`${house.url}/v1/providers`, { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(200);
  });
});
