import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCaseFile } from '@foja/commands/case-file-reader.ts';
import { attachDescargos, attachEvidence } from '@foja/domain/claim/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../acceptance/client.ts';
import { type House, NOW, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, openFirm } from '../acceptance/people.ts';
import { caller } from '../support/commands.ts';
import { made } from './making.ts';
import { fetchFile, withLeave } from './officials.ts';
import { filesOf } from './zip.ts';

/** From Indecopi's request to the case file in its hands, over HTTP. */

const HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script><img src=x onerror=alert(1)>{{constructor}}';

let house: House;
let firm: Firm;
let other: Firm;
let claim: Filed;
let hostile: Filed;
let foreign: Filed;
let official: Client;
let officialKey: string;
let grantId: string;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
  other = await openFirm(house, { ruc: '20999999001' });
  claim = await fileAClaim(house, firm);
  hostile = await fileAClaim(house, firm, { detail: HOSTILE, request: HOSTILE });
  foreign = await fileAClaim(house, other);
  const leave = { official: 'Funcionaria Ficticia', reference: 'Exp. 812-2026', scopes: [{ ruc: firm.ruc }] };
  ({ client: official, key: officialKey, grantId } = await withLeave(house, leave));
  await live(claim);
});
afterAll(() => house.close());

/** Evidence with a hostile name, an offer that was refused, an answer, descargos. */
async function live({ claimId, consumer }: Filed): Promise<void> {
  const bytes = Buffer.from('%PDF-1.4 de prueba %%EOF');
  const stored = await house.files.put(bytes, { mediaType: 'application/pdf' });
  const file = { ...stored, mediaType: 'application/pdf' } as const;
  const evidence = {
    ...file,
    evidenceId: crypto.randomUUID(),
    by: 'consumer',
    fileName: `../../${HOSTILE}`.slice(0, 150),
    bytes: 'kept',
  } as const;
  await house.commands.onClaim(claimId, (state) => attachEvidence(state, evidence), caller('consumer'));
  const elsewhere = { ...evidence, sha256: 'a'.repeat(64) };
  for (const gone of [
    { ...elsewhere, evidenceId: crypto.randomUUID(), fileName: 'perdido.pdf' },
    { ...elsewhere, evidenceId: crypto.randomUUID(), fileName: 'antiguo.pdf', bytes: 'unknown' as const },
  ]) {
    await house.commands.onClaim(claimId, (state) => attachEvidence(state, gone), caller('consumer'));
  }
  const named = { mediaType: 'application/pdf', sizeBytes: 5, sha256: 'a'.repeat(64), fileName: 'citado.pdf' };
  await consumer.ok('attachEvidence', { params: { claimId }, body: named });
  const at = { communicatedAt: NOW };
  await firm.as.respondent.ok('offerSettlement', {
    params: { claimId },
    body: { mode: 'remote', medium: 'email', text: 'Cambio.', ...at },
  });
  await consumer.ok('rejectOffer', { params: { claimId, n: 1 }, body: {} });
  const answer = { outcome: 'accepted', text: 'Se cambia.', medium: 'email', ...at };
  await firm.as.respondent.ok('respondToClaim', { params: { claimId }, body: answer });
  const descargos = {
    ...{ ...file, descargosId: crypto.randomUUID(), fileName: 'descargos.pdf', reference: 'Exp. 812-2026' },
    bytes: 'kept',
  } as const;
  await house.commands.onClaim(claimId, (state) => attachDescargos(state, descargos), caller('admin'));
  // What somebody has handed in elsewhere: whoever only knows its hash does not get it.
  const toldOf = { ...named, ...stored, fileName: 'informe.pdf' };
  await firm.as.admin.ok('attachDescargos', { params: { claimId }, body: toldOf });
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a case file of one claim', () => {
  let exportId: string;
  let files: Map<string, Buffer>;
  let zip: Buffer;
  let folder: string;

  beforeAll(async () => {
    const asked = await official.ok('requestExport', {
      body: { scope: { kind: 'claim', claimId: claim.claimId }, dueOn: '2026-10-09' },
      headers: { 'idempotency-key': 'un-pedido' },
    });
    expect(asked.body).toMatchObject({ state: 'queued', recipient: 'indecopi', reference: 'Exp. 812-2026' });
    exportId = asked.body.exportId;
    await made(house.caseFiles, exportId);
    zip = await bytesOf(officialKey, exportId);
    files = await filesOf(zip);
    folder = `${[...files.keys()].find((name) => name.endsWith('/eventos.json'))?.slice(0, -'/eventos.json'.length)}`;
  });

  it('is the same one for the same request again, and another body is refused', async () => {
    const headers = { 'idempotency-key': 'un-pedido' };
    const body = { scope: { kind: 'claim', claimId: claim.claimId }, dueOn: '2026-10-09' };
    const again = await official.ok('requestExport', { body, headers });
    expect(again.body.exportId).toBe(exportId);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const otherwise = { ...body, pdf: 'all' };
    expect((await official.fails('requestExport', { body: otherwise, headers })).body.code).toBe('idempotency/reused');
  });

  it('says what it is, and is what it says', async () => {
    const { body } = await official.ok('readExport', { params: { exportId } });
    expect(body).toMatchObject({
      state: 'ready',
      progress: { claims: 1, done: 1, told: 1 },
      scopes: [{ ruc: firm.ruc, claimId: claim.claimId }],
    });
    expect(body.sizeBytes).toBe(zip.length);
    expect(body.sha256).toBe(sha256(zip));
    expect(body.manifestSha256).toBe(sha256(files.get('manifiesto.txt') ?? Buffer.alloc(0)));
  });

  it('holds everything that the norm asks for', () => {
    const inFolder = [...files.keys()]
      .filter((name) => name.startsWith(folder))
      .map((name) => name.slice(folder.length + 1));
    expect(inFolder.toSorted()).toEqual([
      'computo.html',
      'descargos/01-proveedor-descargos.pdf',
      'eventos.json',
      'hoja-consumidor.html',
      'hoja-indecopi.html',
      'hoja-presentada.html',
      'index.html',
      'manifiesto.txt',
      expect.stringMatching(/^pruebas\/01-consumidor-[\w.-]+\.pdf$/),
      'respuesta.html',
      'revelados.json',
    ]);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'index.html',
        'indice/0001.html',
        'pedido.json',
        'manifiesto.txt',
        'manifiesto.firma.txt',
      ]),
    );
    expect([...files.keys()].some((name) => name.startsWith('avisos/'))).toBe(true);
  });

  it('has every file in its manifest, with the hash that it has', () => {
    const lines = (files.get('manifiesto.txt')?.toString() ?? '').trimEnd().split('\n');
    const named = new Map(lines.map((line) => [line.split('  ')[2] ?? '', line]));
    for (const [path, bytes] of files) {
      if (/^manifiesto\.(?:txt|firma\.txt)$/.test(path)) continue;
      expect(named.get(path)).toBe(`${sha256(bytes)}  ${bytes.length}  ${path}`);
    }
    expect(named.size).toBe(files.size - 2);
    const summary = files.get('manifiesto.firma.txt')?.toString() ?? '';
    expect(summary).toContain(sha256(files.get('manifiesto.txt') ?? Buffer.alloc(0)));
    expect(files.get('index.html')?.toString()).toContain('nota firmada C2SP');
  });

  it('holds the events as they are stored, and what is sealed in them with the salts that prove it', async () => {
    const { events } = JSON.parse(files.get(`${folder}/eventos.json`)?.toString() ?? '');
    const stored = await house.stored.read(`claim-${claim.claimId}`);
    expect(events).toEqual(
      stored
        .slice(0, events.length)
        .map(({ stream: _stream, position, ...event }) =>
          JSON.parse(JSON.stringify({ ...event, position: String(position) })),
        ),
    );
    expect(events.at(-1)).toMatchObject({
      type: 'IndecopiCopyRequested',
      data: { exportId, reference: 'Exp. 812-2026', dueOn: '2026-10-09' },
    });
    const text = files.get(`${folder}/eventos.json`)?.toString() ?? '';
    expect(text).not.toContain('Rosa Ficticia');
    const { disclosed } = JSON.parse(files.get(`${folder}/revelados.json`)?.toString() ?? '');
    const filed = disclosed.find((one: { revision: number }) => one.revision === 0);
    expect(filed.values['consumer.name']).toBe('Rosa Ficticia Quispe');
    for (const { revision, salt, values } of disclosed) {
      const plaintext = `foja/commitment/1\n${JSON.stringify({ salt, values })}`;
      const commitment = createHash('sha256').update(plaintext).digest('base64');
      expect(events[revision].data.sealed.commitment).toBe(commitment);
    }
  });

  it('never holds the link by which one acts as the consumer', () => {
    const token = claim.answer.trackingToken;
    for (const [path, bytes] of files) expect(bytes.includes(token), path).toBe(false);
  });

  it('shows hostile text as text, and names files harmlessly', () => {
    const page = files.get(`${folder}/index.html`)?.toString() ?? '';
    expect(page).not.toMatch(/<script|<img/i);
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain('default-src &#x27;none&#x27;');
    for (const path of files.keys()) expect(path).toMatch(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/);
    for (const path of files.keys()) expect(path).not.toContain('..');
  });

  it('tells a file that was only named from one that was kept here and is gone', () => {
    const page = files.get(`${folder}/index.html`)?.toString() ?? '';
    expect(page).toContain('perdido.pdf (error: el archivo se guardó en este servidor y ya no está');
    expect(page).toContain('antiguo.pdf (el archivo no está en este servidor');
    for (const name of ['citado.pdf', 'informe.pdf']) {
      expect(page).toContain(`${name} (se citó por su huella SHA-256: el archivo no se entregó aquí)`);
    }
    expect(page.match(/error:/g)).toHaveLength(1);
    const { events } = JSON.parse(files.get(`${folder}/eventos.json`)?.toString() ?? '');
    const descargos = events.filter((event: { type: string }) => event.type === 'DescargosAttached');
    expect(descargos.map(({ data }: { data: { bytes: string } }) => data.bytes)).toEqual(['kept', 'named-only']);
  });

  it('is asked for, delivered and downloaded on record', async () => {
    const { body } = await firm.as.admin.ok('readClaim', { params: { claimId: claim.claimId } });
    expect(body.copyRequests).toEqual([
      { requestNumber: 1, reference: 'Exp. 812-2026', dueOn: '2026-10-09', dueSetBy: 'official', delivered: true },
    ]);
    const history = await firm.as.admin.ok('readHistory', { params: { claimId: claim.claimId } });
    const requested = history.body.events.find(({ type }) => type === 'IndecopiCopyRequested');
    expect(requested?.actor).toEqual({ role: 'indecopi', id: grantId });
    const delivered = history.body.events.find(({ type }) => type === 'IndecopiCopyDelivered');
    expect(delivered?.data['documentSha256']).toBe(sha256(files.get(`${folder}/manifiesto.txt`) ?? Buffer.alloc(0)));
    const { events } = await readCaseFile(house.store, exportId);
    expect(events.map(({ event }) => event.type)).toEqual([
      'CaseFileRequested',
      'CaseFileCompleted',
      'CaseFileDownloaded',
    ]);
    expect(events.at(-1)?.recorded.metadata.actor).toEqual({ role: 'indecopi', id: grantId });
    expect(house.notices).toEqual([{ exportId, ruc: firm.ruc, reference: 'Exp. 812-2026', dueOn: '2026-10-09' }]);
  });

  it('is handed out in part where part is asked for, and never beyond its end', async () => {
    const part = await fetchFile(house, officialKey, exportId, { range: 'bytes=10-19' });
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 10-19/${zip.length}`);
    expect(part.rawPayload).toEqual(zip.subarray(10, 20));
    const beyond = await fetchFile(house, officialKey, exportId, { range: `bytes=${zip.length}-` });
    expect(beyond.statusCode).toBe(416);
    expect(beyond.headers['content-range']).toBe(`bytes */${zip.length}`);
    const { events } = await readCaseFile(house.store, exportId);
    expect(events.at(-1)?.event).toMatchObject({ type: 'CaseFileDownloaded', data: { firstByte: 10, lastByte: 19 } });
  });
});

describe('who gets what', () => {
  it('refuses what was not granted as if it were not there', async () => {
    const scope = { kind: 'claim', claimId: foreign.claimId };
    expect((await official.fails('requestExport', { body: { scope } })).body.code).toBe('resource/not-found');
    const book = { kind: 'book', bookId: other.bookId };
    expect((await official.fails('requestExport', { body: { scope: book } })).body.code).toBe('resource/not-found');
    const all = { kind: 'everything', ruc: other.ruc };
    expect((await official.fails('requestExport', { body: { scope: all } })).body.code).toBe('resource/not-found');
  });

  it('takes of several only what was granted, and says so', async () => {
    const { body } = await official.ok('requestExport', { body: { scope: { kind: 'everything' } } });
    expect(body.scopes).toEqual([{ ruc: firm.ruc }]);
    const job = await made(house.caseFiles, body.exportId);
    expect(job).toMatchObject({ status: 'ready', claims: 2, done: 2, told: 2 });
    const files = await filesOf(await bytesOf(officialKey, body.exportId));
    expect([...files.keys()].filter((name) => name.endsWith('/eventos.json'))).toHaveLength(2);
    expect([...files.keys()].some((name) => name.includes(other.ruc))).toBe(false);
  });

  it("is nobody else's: not another official's, not the provider's, not another provider's", async () => {
    const { body } = await official.ok('requestExport', { body: { scope: { kind: 'everything' } } });
    const params = { exportId: body.exportId };
    for (const client of [firm.as.admin, other.as.admin, firm.as.indecopi, firm.as.respondent]) {
      for (const operation of ['readExport', 'cancelExport', 'downloadExport'] as const) {
        expect((await client.fails(operation, { params })).status).toBeGreaterThanOrEqual(403);
      }
    }
    expect((await official.ok('listExports')).body.items.map(({ exportId }) => exportId)).toContain(body.exportId);
    expect((await firm.as.indecopi.ok('listExports')).body.items).toEqual([]);
    await official.ok('cancelExport', { params });
  });

  it("the provider's administrator makes one of its own claims, and nothing is written on them for it", async () => {
    const before = await firm.as.admin.ok('readClaim', { params: { claimId: hostile.claimId } });
    const scope = { kind: 'dates', filedFrom: '2026-10-01', filedTo: '2026-10-31' };
    const { body } = await firm.as.admin.ok('requestExport', { body: { scope } });
    expect(body.recipient).toBe('provider');
    expect((await made(house.caseFiles, body.exportId)).status).toBe('ready');
    const after = await firm.as.admin.ok('readClaim', { params: { claimId: hostile.claimId } });
    expect(after.body.revision).toBe(before.body.revision);
    const files = await filesOf(await bytesOf(firm.keys.admin, body.exportId));
    const pages = [...files].filter(([name]) => name.endsWith('.html'));
    for (const [name, page] of pages) expect(page.toString(), name).not.toMatch(/<script|<img src=x/i);
  });

  it('an official by a key of one provider must say the number under which it asks', async () => {
    const scope = { kind: 'claim', claimId: claim.claimId };
    const { body } = await firm.as.indecopi.fails('requestExport', { body: { scope } });
    expect(body.errors).toEqual([expect.objectContaining({ field: 'reference', code: 'field/required' })]);
    await firm.as.indecopi.ok('requestExport', { body: { scope, reference: 'Oficio 5' } });
  });

  it('refuses what makes no case file', async () => {
    const refusal = async (body: object) => (await official.fails('requestExport', { body })).body.code;
    const none = { kind: 'dates', filedFrom: '2026-01-01', filedTo: '2026-01-02' };
    expect(await refusal({ scope: none })).toBe('export/empty');
    expect(await refusal({ scope: { kind: 'everything' }, dueOn: '2026-10-01' })).toBe('indecopi/due-in-past');
    expect(await refusal({ scope: { kind: 'otra' } })).toBe('request/invalid');
  });
});

describe('the end of a case file', () => {
  it('is cancelled before it is whole, and not after', async () => {
    const { body } = await official.ok('requestExport', { body: { scope: { kind: 'everything' } } });
    const params = { exportId: body.exportId };
    expect((await official.fails('downloadExport', { params })).body.code).toBe('export/not-ready');
    expect((await official.ok('cancelExport', { params })).body.state).toBe('cancelled');
    expect((await made(house.caseFiles, body.exportId)).status).toBe('cancelled');
    expect((await official.fails('downloadExport', { params })).body.code).toBe('export/gone');
    const ready = await official.ok('requestExport', { body: { scope: { kind: 'claim', claimId: claim.claimId } } });
    await made(house.caseFiles, ready.body.exportId);
    const whole = { exportId: ready.body.exportId };
    expect((await official.fails('cancelExport', { params: whole })).body.code).toBe('export/over');
  });

  it('comes with its term, and with the erasure of a claim in it', async () => {
    const ask = async () =>
      (await official.ok('requestExport', { body: { scope: { kind: 'claim', claimId: claim.claimId } } })).body
        .exportId;
    const [kept, erased] = [await ask(), await ask()];
    await made(house.caseFiles, kept);
    await made(house.caseFiles, erased);
    const { bookId } = firm;
    const forgotten = await house.caseFiles.forget({
      ruc: firm.ruc,
      bookId,
      claimId: claim.claimId,
      filedOn: '2026-10-05',
    });
    expect(forgotten).toBeGreaterThanOrEqual(2);
    expect(existsSync(join(house.workshop, erased))).toBe(false);
    const { state } = await readCaseFile(house.store, erased);
    expect(state.discarded).toBe('erasure');

    const last = await ask();
    const { expiresAt = '' } = await made(house.caseFiles, last);
    house.setClock(expiresAt);
    try {
      expect((await official.fails('downloadExport', { params: { exportId: last } })).body.code).toBe('export/gone');
      expect(await house.caseFiles.sweep()).toBe(1);
    } finally {
      house.setClock(NOW);
    }
    expect(existsSync(join(house.workshop, last))).toBe(false);
    expect((await official.ok('readExport', { params: { exportId: last } })).body.state).toBe('expired');
  });

  it('leaves one requester no more than five in the queue', async () => {
    const leave = { official: 'Otro', reference: 'Exp. 2', scopes: [{ ruc: other.ruc }] };
    const { client: busy } = await withLeave(house, leave);
    for (let n = 0; n < 5; n += 1) await busy.ok('requestExport', { body: { scope: { kind: 'everything' } } });
    expect((await busy.fails('requestExport', { body: { scope: { kind: 'everything' } } })).body.code).toBe(
      'export/too-many',
    );
  });
});

it('what was said in the logs is nobody’s data', () => {
  expect(house.logged()).not.toContain('Rosa Ficticia');
  expect(house.logged()).not.toContain('Exp. 812-2026');
});

async function bytesOf(key: string, exportId: string): Promise<Buffer> {
  const reply = await fetchFile(house, key, exportId);
  expect(reply.statusCode).toBe(200);
  expect(reply.headers['content-type']).toBe('application/zip');
  expect(reply.headers['content-disposition']).toContain('attachment');
  return reply.rawPayload;
}
