import { execFileSync } from 'node:child_process';
import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  base64,
  emptyFrontier,
  extend,
  formatCheckpoint,
  formatVerifierKey,
  openCheckpoint,
  parseVerifierKey,
  rootOf,
  type SignerKey,
  sign,
  signedNote,
  treeHash,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import {
  forgetful,
  newLogKey,
  newWitnessKey,
  openSealedLog,
  openSealTable,
  sealAll,
} from '@foja/ledger/sealing/index.ts';
import { askWitness } from '@foja/ledger/witness/ask.ts';
import { readTimestamp, timestampOf } from '@foja/ledger/witness/timestamp.ts';
import { openWitness, type WitnessMemory } from '@foja/ledger/witness/witness.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { begin, foja } from '../cli/program.ts';
import { freshDatabase, openStore, type TestDatabase } from '../support/postgres.ts';

/** Those who vouch for a checkpoint from outside: a witness that never cosigns two histories, and a time-stamp authority. */

const key = newLogKey('libro.example/ledger');
const witnessKey = newWitnessKey('testigo.example');
const tree = treeHash(primitives.sha256);
const leaf = (text: string) => tree.leaf(Buffer.from(text));

function noteOf(leaves: readonly string[], by: SignerKey = key): string {
  const root = rootOf(tree, extend(tree, emptyFrontier, leaves.map(leaf)));
  const text = formatCheckpoint({ origin: key.key.name, size: leaves.length, root });
  return signedNote(text, [sign(primitives.ed25519, by, text)]);
}

const body = (old: number, path: readonly Uint8Array[], note: string) =>
  [`old ${old}`, ...path.map(base64), '', note].join('\n');

function memory(): WitnessMemory & { notes: ReadonlyMap<string, string> } {
  const kept = {
    notes: new Map<string, string>() as ReadonlyMap<string, string>,
    read: () => kept.notes,
    write: (notes: ReadonlyMap<string, string>) => {
      kept.notes = new Map(notes);
    },
  };
  return kept;
}

const logs = [{ origin: key.key.name, keys: [key.key] }];
const open = (remembered: WitnessMemory = memory()) =>
  openWitness({ key: witnessKey, logs, memory: remembered, nowSeconds: () => 1_790_000_000 });

describe('a witness', () => {
  test('cosigns what goes on from what it has cosigned', async () => {
    const witness = open();
    const first = await witness.addCheckpoint(body(0, [], noteOf(['a'])));
    expect(first.status).toBe(200);
    const second = await witness.addCheckpoint(body(1, [leaf('b')], noteOf(['a', 'b'])));
    expect(second.status).toBe(200);
    const cosigned = noteOf(['a', 'b']) + second.body;
    const trust = { logs, witnesses: [witnessKey.key], quorum: 1 };
    expect(openCheckpoint(primitives, cosigned, trust)).toMatchObject({
      ok: true,
      cosigned: [{ atSeconds: 1_790_000_000 }],
    });
    // Asked again, it signs the same again.
    expect((await witness.addCheckpoint(body(2, [], noteOf(['a', 'b'])))).status).toBe(200);
  });

  test('never cosigns a fork, a rollback, or what it can not follow', async () => {
    const witness = open();
    await witness.addCheckpoint(body(0, [], noteOf(['a', 'b'])));
    const answers = async (...requests: string[]) =>
      Promise.all(requests.map(async (one) => (await witness.addCheckpoint(one)).status));
    expect(
      await answers(
        body(2, [], noteOf(['a', 'x'])),
        body(2, [leaf('c')], noteOf(['a', 'x', 'c'])),
        body(2, [], noteOf(['a', 'b', 'c'])),
        body(2, [leaf('x')], noteOf(['a', 'b', 'c'])),
        body(0, [], noteOf(['a', 'b', 'c'])),
        body(1, [], noteOf(['a'])),
        body(3, [], noteOf(['a', 'b'])),
        body(0, [], noteOf(['a'])),
      ),
    ).toEqual([409, 422, 422, 422, 409, 409, 400, 409]);
    const { status, body: size, contentType } = await witness.addCheckpoint(body(0, [], noteOf(['a'])));
    expect([status, size, contentType]).toEqual([409, '2\n', 'text/x.tlog.size']);
    expect(witness.last(key.key.name)?.size).toBe(2);
    expect((await witness.addCheckpoint(body(2, [leaf('c')], noteOf(['a', 'b', 'c'])))).status).toBe(200);
  });

  test('refuses strangers and what is no request', async () => {
    const witness = open();
    const other = newLogKey('otro.example/ledger');
    const foreign = formatCheckpoint({ origin: other.key.name, size: 1, root: leaf('a') });
    const requests: [number, string][] = [
      [404, body(0, [], signedNote(foreign, [sign(primitives.ed25519, other, foreign)]))],
      [403, body(0, [], noteOf(['a'], newLogKey(key.key.name)))],
      [400, ''],
      [400, noteOf(['a'])],
      [400, body(0, [], 'x')],
      [400, `old 00\n\n${noteOf(['a'])}`],
      [400, `old 0\nAAAA\n\n${noteOf(['a'])}`],
      [
        400,
        body(
          0,
          Array.from({ length: 64 }, () => leaf('a')),
          noteOf(['a']),
        ),
      ],
    ];
    for (const [status, request] of requests) expect((await witness.addCheckpoint(request)).status).toBe(status);
    expect(witness.last(key.key.name)).toBeUndefined();
  });

  test('remembers over a restart, and writes down before it signs', async () => {
    const kept = memory();
    await open(kept).addCheckpoint(body(0, [], noteOf(['a', 'b'])));
    expect((await open(kept).addCheckpoint(body(0, [], noteOf(['a', 'x'])))).status).toBe(409);
    const failing = {
      ...memory(),
      write: () => {
        throw new Error('the disk is full');
      },
    };
    await expect(open(failing).addCheckpoint(body(0, [], noteOf(['a'])))).rejects.toThrow('the disk is full');
    expect(() => open({ ...kept, read: () => new Map([[key.key.name, 'x']]) })).toThrow(/no checkpoint/);
  });
});

describe('the server asks', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let servers: Server[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
    pool = new pg.Pool({ connectionString: database.appUrl, max: 2 });
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    servers = [];
    await pool.end();
    await database.drop();
  });

  test('and serves what enough witnesses have cosigned', async () => {
    const store = openStore(database.appUrl);
    const table = openSealTable(pool);
    const log = openSealedLog(table, { quorum: 1 });
    const witness = open();
    const url = await serve((text) => witness.addCheckpoint(text));
    const sizes = new Map<string, number>();
    const sealOne = async () => {
      const event = {
        id: randomUUID(),
        type: 'Tried',
        version: 1,
        data: {},
        metadata: {
          occurredAt: '2026-10-05T18:42:00.000-05:00',
          actor: { role: 'test', id: 'x' },
          causationId: randomUUID(),
          correlationId: randomUUID(),
        },
      };
      await store.append({ stream: `test-${randomUUID()}`, expectedRevision: -1, events: [event] });
      const last = await sealAll({ stored: store, table, key, memory: forgetful() });
      if (last === undefined) throw new Error('nothing sealed');
      return last;
    };
    const first = await sealOne();
    expect(await log.checkpoint()).toBeUndefined();
    await askWitness({ url, key: witnessKey.key }, first, { log, table, sizes });
    sizes.clear(); // as after a restart: the witness says where it is
    for (let n = 0; n < 300; n += 1)
      await store.append({ stream: `t-${n}`, expectedRevision: -1, events: [{ ...sampleEvent() }] });
    const second = await sealOne();
    expect(second.size).toBe(302);
    await askWitness({ url, key: witnessKey.key }, second, { log, table, sizes });
    await expect.poll(async () => (await log.checkpoint())?.size).toBe(302);
    const served = (await log.checkpoint())?.cosigned ?? '';
    expect(openCheckpoint(primitives, served, { logs, witnesses: [witnessKey.key], quorum: 1 }).ok).toBe(true);
    // A signature that does not hold is not kept.
    const liar = await serve(async () => ({ status: 200, body: '— testigo.example AAAAAAAA\n' }));
    await expect(
      askWitness({ url: liar, key: witnessKey.key }, second, { log, table, sizes: new Map() }),
    ).rejects.toThrow(/without a signature/);
    await store.close();
  });

  async function serve(answer: (body: string) => Promise<{ status: number; body: string }>): Promise<string> {
    const server = createServer(async (request, reply) => {
      let text = '';
      for await (const part of request) text += String(part);
      const answered = await answer(text);
      reply.writeHead(answered.status).end(answered.body);
    });
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function sampleEvent() {
    const metadata = { occurredAt: '2026-10-05T18:42:00.000-05:00', actor: { role: 'test', id: 'x' } };
    return {
      id: randomUUID(),
      type: 'Tried',
      version: 1,
      data: {},
      metadata: { ...metadata, causationId: randomUUID(), correlationId: randomUUID() },
    };
  }
});

test('foja witness makes its key once, and prints the public one', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foja-witness-'));
  const args = ['witness', '--dir', dir, '--name', 'testigo.example', '--show-key'];
  const first = await foja(args);
  expect(first.code).toBe(0);
  expect(parseVerifierKey(primitives.sha256, first.out.trim())).toMatchObject({
    type: 'cosignature/v1',
    name: 'testigo.example',
  });
  expect((await foja(args)).out).toBe(first.out);
  expect(statSync(join(dir, 'witness-key')).mode & 0o777).toBe(0o600);
  expect((await foja([...args.slice(0, 4), 'otro.example', '--show-key'])).code).toBe(2);
  rmSync(dir, { recursive: true });
});

test('two witnesses with one memory: the second is refused; a killed one keeps nobody out', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foja-witness-'));
  const log = formatVerifierKey(key.key);
  const args = ['witness', '--dir', dir, '--name', 'testigo.example', '--log', log, '--port', '0'];
  const running: ReturnType<typeof begin>[] = [];
  onTestFinished(() => {
    for (const { child } of running) child.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });
  const started = async () => {
    const witness = begin(args);
    running.push(witness);
    await expect.poll(() => witness.out(), { timeout: 60_000 }).toMatch(/listo/);
    return witness;
  };
  const first = await started();
  const second = await foja(args);
  expect(second).toMatchObject({ code: 3, out: '' });
  expect(second.err).toContain('otro testigo ya usa');
  expect((await foja([...args.slice(0, 5), '--show-key'])).code).toBe(0);
  first.child.kill('SIGKILL');
  await first.ended;
  const third = await started();
  third.child.kill('SIGTERM');
  expect((await third.ended).code).toBe(0);
});

/** openssl stands in for the authority, where the machine has it; the answer's form is its own. */
const openssl = hasOpenssl();
describe.skipIf(!openssl)('a time-stamp authority (openssl ts)', () => {
  const dir = mkdtempSync(join(tmpdir(), 'foja-tsa-'));
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  let server: Server;
  let url: string;
  let tamper = (reply: Buffer) => reply;
  beforeAll(async () => {
    writeFileSync(join(dir, 'tsa.cnf'), CONFIG);
    writeFileSync(join(dir, 'serial'), '01\n');
    run(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-days',
      '2',
      '-config',
      'tsa.cnf',
    );
    server = createServer(async (request, reply) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      writeFileSync(join(dir, 'request.tsq'), Buffer.concat(parts));
      run('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'request.tsq', '-out', 'reply.tsr');
      reply
        .writeHead(200, { 'content-type': 'application/timestamp-reply' })
        .end(tamper(readFileSync(join(dir, 'reply.tsr'))));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    rmSync(dir, { recursive: true });
  });

  test('grants one that openssl verifies', async () => {
    const note = noteOf(['a']);
    const { token, takenAt } = await timestampOf(url, Buffer.from(note));
    expect(Math.abs(Date.parse(takenAt) - Date.now())).toBeLessThan(60_000);
    writeFileSync(join(dir, 'note.txt'), note);
    writeFileSync(join(dir, 'token.tsr'), token);
    expect(String(run('ts', '-verify', '-data', 'note.txt', '-in', 'token.tsr', '-CAfile', 'cert.pem'))).toContain(
      'OK',
    );
  });

  test('is held against the note again, years later and without asking anybody', async () => {
    const note = Buffer.from(noteOf(['a']));
    const { token, takenAt } = await timestampOf(url, note);
    const digest = primitives.sha256(note);
    const certificate = new X509Certificate(readFileSync(join(dir, 'cert.pem')));
    expect(readTimestamp(token, digest)).toEqual({
      ...{ takenAt, authority: 'CN=Sello de prueba' },
      certificate: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    });
    expect(() => readTimestamp(token, primitives.sha256('otra nota'))).toThrow(/something else/);
    // The imprint, the time, and the signature: each bit of them is signed, or signs.
    const places = [token.indexOf(digest), token.indexOf(takenAt.replace(/[-:TZ]/g, '')) + 9, token.length - 1];
    for (const at of places) {
      expect(at).toBeGreaterThan(0);
      const changed = Buffer.from(token);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      const about = at === places[0] ? changed.subarray(at, at + 32) : digest;
      expect(() => readTimestamp(changed, about)).toThrow(/signature/);
    }
    for (const length of [0, 1, 10, token.length - 1])
      expect(() => readTimestamp(token.subarray(0, length), digest)).toThrow();
  });

  test('is not believed about other bytes, or in an old answer', async () => {
    await timestampOf(url, Buffer.from('uno'));
    const old = readFileSync(join(dir, 'reply.tsr'));
    tamper = () => old;
    await expect(timestampOf(url, Buffer.from('uno'))).rejects.toThrow(/something else/);
    await expect(timestampOf(url, Buffer.from('dos'))).rejects.toThrow(/something else/);
    tamper = () => Buffer.from('30053003020102', 'hex');
    await expect(timestampOf(url, Buffer.from('uno'))).rejects.toThrow(/not granted/);
    tamper = () => Buffer.from('no');
    await expect(timestampOf(url, Buffer.from('uno'))).rejects.toThrow();
  });
});

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' });
    return true;
  } catch {
    process.stderr.write('test/sealing: no openssl on this machine, so no time-stamp authority to try\n');
    return false;
  }
}

const CONFIG = `
[req]
distinguished_name = dn
x509_extensions = ext
prompt = no
[dn]
CN = Sello de prueba
[ext]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_cert = cert.pem
certs = cert.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
`;
