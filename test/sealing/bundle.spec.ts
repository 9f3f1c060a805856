import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProofFile } from '@foja/contracts/http/answers/proof.ts';
import {
  formatCheckpoint,
  formatVerifierKey,
  parseCheckpoint,
  parseNote,
  sign,
  signedNote,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { checkProofFile, newLogKey } from '@foja/ledger/sealing/index.ts';
import { checkCaseFile } from 'foja/bundle/case-file.ts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type House, openHouse } from '../acceptance/house.ts';
import { fileAClaim, openFirm } from '../acceptance/people.ts';
import { foja } from '../cli/program.ts';

/** What a consumer or Indecopi has in hand, verified with nothing but a key. */

let house: House;
let file: ProofFile;
let zip: Buffer;
/** A checkpoint from before the claims. */
let early: string;
const folder = mkdtempSync(join(tmpdir(), 'foja-bundle-'));

beforeAll(async () => {
  house = await openHouse();
  const firm = await openFirm(house);
  await house.seal();
  early = (await house.nobody.ok('readCheckpoint')).text;
  const claim = await fileAClaim(house, firm);
  await fileAClaim(house, firm);
  await house.seal();
  // What is served of the log may be a moment old.
  file = await vi.waitFor(
    async () => {
      const { body } = await claim.consumer.ok('readProof', { params: { claimId: claim.claimId } });
      expect(body.unsealed).toBe(0);
      return body;
    },
    { timeout: 60_000, interval: 50 },
  );
  zip = await caseFile(firm.as.admin);
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

async function caseFile(admin: Awaited<ReturnType<typeof openFirm>>['as']['admin']): Promise<Buffer> {
  const { body } = await admin.ok('requestExport', { body: { scope: { kind: 'everything' } } });
  const ending = new AbortController();
  const running = house.caseFiles.run(ending.signal);
  await vi.waitFor(async () => expect((await house.caseFiles.find(body.exportId))?.status).toBe('ready'), {
    timeout: 60_000,
    interval: 100,
  });
  ending.abort();
  await running;
  return readFileSync(join(house.workshop, body.exportId, 'expediente.zip'));
}

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a proof file', () => {
  const check = (changed: unknown) => checkProofFile(JSON.stringify(changed), house.logKey);
  const change = (work: (copy: ProofFile) => object) => {
    const copy = structuredClone(file);
    work(copy);
    return check(copy);
  };
  const first = (copy: ProofFile) => copy.events[0] as ProofFile['events'][number];

  test('holds', () => {
    expect(check(file)).toMatchObject({ ok: true, disclosed: 1, checkpoint: { origin: 'libro.example/ledger' } });
  });

  test('holds whatever key it brings along, and under no other', () => {
    const other = newLogKey('libro.example/ledger').key;
    expect(change((copy) => Object.assign(copy, { key: formatVerifierKey(other) }))).toMatchObject({ ok: true });
    expect(checkProofFile(JSON.stringify(file), other)).toMatchObject({ ok: false, fault: 'signature' });
  });

  test.each<[string, string, (copy: ProofFile) => object]>([
    ['not-included', 'data', (copy) => Object.assign(first(copy).event.data, { filedAt: '2020-01-01T00:00:00-05:00' })],
    ['not-included', 'metadata', (copy) => Object.assign(first(copy).event.metadata, { causationId: '0' })],
    ['not-included', 'type', (copy) => Object.assign(first(copy).event, { type: 'ClaimViewed' })],
    ['commitment', 'text', (copy) => Object.assign(first(copy).disclosed?.values ?? {}, { detail: 'Otra cosa' })],
    ['gap', 'first event gone', (copy) => copy.events.splice(0, 1)],
    ['gap', 'order', (copy) => copy.events.reverse()],
    ['gap', 'stream', (copy) => Object.assign(copy, { stream: 'claim-0' })],
    ['form', 'no event', (copy) => Object.assign(copy, { events: [] })],
    ['signature', 'no proof', (copy) => Object.assign(first(copy), { proof: '' })],
    [
      'signature',
      'size',
      (copy) => Object.assign(first(copy), { proof: first(copy).proof.replace(/\n\d+\n/, '\n1\n') }),
    ],
    [
      'not-included',
      'index',
      (copy) => Object.assign(first(copy), { proof: first(copy).proof.replace(/index \d+/, 'index 0') }),
    ],
  ])('is refused for %s: %s', (fault, _what, work) => {
    expect(change(work)).toMatchObject({ ok: false, fault });
  });

  test.each(['', '{}', 'null', '[]', '{"format":"foja-proof/v1"}', '\u0000'])(
    'anything else is refused: %j',
    (text) => {
      expect(checkProofFile(text, house.logKey)).toEqual({ ok: false, fault: 'form' });
    },
  );
});

describe('a case file', () => {
  const check = async (bytes: Buffer, key = house.logKey) => checkCaseFile(written('caso.zip', bytes), key);

  test('holds: its manifest, every file, every event', async () => {
    const report = await check(zip);
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ claims: 2, unproved: 0, disclosed: 2 });
    expect(report.events).toBeGreaterThanOrEqual(4);
    expect(report.files).toBe(report.listed);
  });

  test('does not hold under another key', async () => {
    const { faults } = await check(zip, newLogKey('libro.example/ledger').key);
    expect(faults.map(({ what }) => what)).toContain('signature');
  });

  test('a changed byte of any stored file is found', async () => {
    // Entries below 200 bytes and PDFs aren't compressed: the registry's proofs are, so look for what is plain.
    const at = zip.indexOf('foja.local') >= 0 ? zip.indexOf('foja.local') : zip.indexOf('libro.example/ledger+');
    expect(at).toBeGreaterThan(0);
    const changed = Buffer.from(zip);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    const { faults } = await check(changed);
    expect(faults.map(({ what }) => what)).toContain('bytes');
  });
});

describe('foja verify-bundle', () => {
  test('says that all holds, with nothing but the key', async () => {
    const key = formatVerifierKey(house.logKey);
    const nothing = { DATA_DIR: '/proc/nowhere', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    for (const path of [written('prueba.json', JSON.stringify(file)), written('expediente.zip', zip)]) {
      const { code, out, err } = await foja(['verify-bundle', path, '--key', key], nothing);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('Todo cuadra.');
    }
  });

  test('names what does not hold, and exits 1', async () => {
    const key = formatVerifierKey(house.logKey);
    const path = written('falsa.json', JSON.stringify(file).replace('"revision":0', '"revision":1'));
    const { code, out, err } = await foja(['verify-bundle', path, '--key', key, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, faults: [{ what: 'gap', revision: 0 }] });
    expect(err).toMatch(/^foja: no cuadra: .*\n$/);
  });

  test('holds it against a checkpoint that was kept', async () => {
    const key = formatVerifierKey(house.logKey);
    const path = written('prueba.json', JSON.stringify(file));
    const note = (await house.nobody.ok('readCheckpoint')).text;
    const same = await foja(['verify-bundle', path, '--key', key, '--checkpoint', written('igual.txt', note)]);
    expect(same.code).toBe(0);
  });

  test('holds it against one of another size, by the tiles that it asks for', async () => {
    const key = formatVerifierKey(house.logKey);
    const note = written('antes.txt', early);
    for (const path of [written('prueba.json', JSON.stringify(file)), written('expediente.zip', zip)]) {
      const dir = mkdtempSync(join(folder, 'teselas-'));
      const args = ['verify-bundle', path, '--key', key, '--checkpoint', note, '--tiles', dir];
      const asks = await foja(args);
      expect([asks.code, asks.err]).toEqual([1, expect.stringContaining('[older-unknown]')]);
      const wanted = [...asks.out.matchAll(/curl .* -o (\S+) https:\/\/libro\.example(\/ledger\/tile\/\S+)$/gm)];
      expect(wanted.length).toBeGreaterThan(0);
      for (const [, to = '', url = ''] of wanted) {
        const { statusCode, rawPayload } = await house.app.inject({ method: 'GET', url });
        expect(statusCode).toBe(200);
        mkdirSync(dirname(to), { recursive: true });
        writeFileSync(to, rawPayload);
      }
      expect(await foja(args)).toMatchObject({ code: 0, err: '' });

      const other = written('otra.txt', otherHistory());
      const forked = await foja([...args.slice(0, 5), other, ...args.slice(6), '--json']);
      expect(forked.code).toBe(1);
      expect(JSON.parse(forked.out).faults).toEqual([{ what: 'older' }]);
    }
  });

  /** The log's own key under a root that it never had: what an operator signs who has two histories. */
  function otherHistory(): string {
    const size = parseCheckpoint(parseNote(early)?.text ?? '')?.size ?? 0;
    const text = formatCheckpoint({ origin: house.logKey.name, size, root: Buffer.alloc(32, 7) });
    return signedNote(text, [sign(primitives.ed25519, house.signer, text)]);
  }

  test('wrong use is told as such', async () => {
    const key = formatVerifierKey(house.logKey);
    expect((await foja(['verify-bundle', '/no/hay', '--key', key])).code).toBe(2);
    expect((await foja(['verify-bundle', '/no/hay', '--key', 'x'])).code).toBe(2);
  });
});
