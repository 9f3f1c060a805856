import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparedDirectory } from '../support/prepared.ts';
import { foja, ownDataDir, type Running, startFoja } from './program.ts';

// A back-up made while claims are filed, restored aside, and looked through.

const drill = join(import.meta.dirname, '..', '..', 'ops', 'backup', 'drill.mjs');
const own = ownDataDir(preparedDirectory());
const target = `${own.dataDir}-copy`;
let server: Running;
let bookId: string;

beforeAll(async () => {
  server = await startFoja({ DATA_DIR: own.dataDir, MAIL: 'off' });
  const authorization = `Bearer ${readFileSync(join(own.dataDir, 'operator-key'), 'utf8').trim()}`;
  const make = async (path: string, body: unknown) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const reply = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(reply.status).toBe(201);
    return (await reply.json()) as Record<string, string>;
  };
  const address = 'Av. Inventada 1, Lima';
  const provider = { ruc: '20888888889', legalName: 'Bodega S.A.C.', address, email: 'b@bodega.example' };
  await make('/v1/providers', { ...provider, sector: 'general' });
  const book = { code: 'B-1', establishment: 'Bodega', address, channel: 'virtual' };
  bookId = (await make('/v1/providers/20888888889/books', book))['bookId'] ?? '';
}, 120_000);
afterAll(async () => {
  await server.stop();
  await own.remove();
  rmSync(target, { recursive: true, force: true });
});

async function file(): Promise<void> {
  const claim = {
    type: 'reclamo',
    consumer: {
      name: 'Rosa Ficticia',
      documentType: 'DNI',
      documentNumber: '01234567',
      address: 'Jr. 2, Lima',
      email: 'r@correo.example',
    },
    good: { kind: 'product', description: 'Olla' },
    detail: 'No cierra.',
    request: 'Otra.',
    responseMedium: 'email',
    conformity: true,
  };
  const reply = await fetch(`${server.url}/v1/books/${bookId}/claims`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(claim),
  });
  expect(reply.status).toBe(201);
}

function drilled(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [drill, ...args], (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

describe('foja backup', () => {
  it('copies a house that goes on, without its master key', async () => {
    for (let claims = 0; claims < 20; claims += 1) await file();
    let over = false;
    const filing = (async () => {
      let filed = 0;
      for (; !over; filed += 1) await file();
      return filed;
    })();
    const { code, out, err } = await foja(['backup', target, '--json'], { DATA_DIR: own.dataDir });
    over = true;
    expect(err).not.toMatch(/foja:/);
    expect(code).toBe(0);
    const record = JSON.parse(out) as { head: string; withMasterKey: boolean };
    expect(record.withMasterKey).toBe(false);
    expect(Number(record.head)).toBeGreaterThanOrEqual(60);
    expect(await filing).toBeGreaterThan(0);
    expect(existsSync(join(target, 'master-key'))).toBe(false);
    expect(existsSync(join(target, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false);
  }, 120_000);

  it('is restored aside by the drill, which verifies every event', async () => {
    const before = readdirSync(target, { recursive: true }).length;
    const { code, out } = await drilled(target, '--master-key-file', join(own.dataDir, 'master-key'), '--json');
    expect(JSON.parse(out)).toMatchObject({ ok: true, steps: [{ ok: true }, { ok: true }] });
    expect(code).toBe(0);
    expect(readdirSync(target, { recursive: true })).toHaveLength(before);
  }, 120_000);

  it('is not relied on where a checkpoint says that there was more', async () => {
    await file();
    const later = await ledgerReaches(Number(JSON.parse(readFileSync(join(target, 'backup.json'), 'utf8')).head) + 100);
    const checkpoint = join(own.dataDir, 'later-checkpoint');
    writeFileSync(checkpoint, later);
    const key = join(own.dataDir, 'master-key');
    const { code, out } = await drilled(target, '--master-key-file', key, '--checkpoint', checkpoint, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, steps: [{ ok: false, exitCode: 1 }, { ok: true }] });
  }, 120_000);

  it('says what it will not do', async () => {
    const full = await foja(['backup', target], { DATA_DIR: own.dataDir });
    expect(full).toMatchObject({ code: 2, out: '' });
    expect(full.err).toContain('no está vacía');
    expect(await drilled()).toMatchObject({ code: 2, out: '' });
    expect(await drilled(own.dataDir)).toMatchObject({ code: 3, out: '' });
    expect((await drilled('--help')).out).toContain('Exit codes');
  }, 60_000);
});

/** The served checkpoint, once it covers so many events. */
async function ledgerReaches(events: number): Promise<string> {
  for (;;) {
    const note = await (await fetch(`${server.url}/ledger/checkpoint`)).text();
    if (Number(note.split('\n')[1]) >= events) return note;
    await file();
  }
}
