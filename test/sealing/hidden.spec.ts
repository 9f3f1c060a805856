import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachEvidence } from '@foja/domain/claim/index.ts';
import {
  formatCheckpoint,
  formatKeyChange,
  formatTlogProof,
  leafOf,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  rootFromInclusion,
  sign,
  signedNote,
  treeHash,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { newLogKey } from '@foja/ledger/sealing/index.ts';
import { checkCaseFile } from 'foja/bundle/case-file.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf } from '../acceptance/client.ts';
import { type House, NOW, openHouse } from '../acceptance/house.ts';
import { fileAClaim, openFirm } from '../acceptance/people.ts';
import { made } from '../indecopi/making.ts';
import { packed } from '../indecopi/packed.ts';
import { filesOf } from '../indecopi/zip.ts';
import { caller } from '../support/commands.ts';

/** Something is left out of a case file by somebody who can pack it again; and by somebody who can sign it again, too. */

type Files = ReadonlyMap<string, Buffer>;

let house: House;
let whole: Files;
let folder: string;
let erasedFolder: string;
const place = mkdtempSync(join(tmpdir(), 'foja-hidden-'));

beforeAll(async () => {
  house = await openHouse();
  const firm = await openFirm(house);
  const erased = await fileAClaim(house, firm);
  const answer = { outcome: 'accepted', text: 'Sí.', medium: 'email', communicatedAt: NOW };
  await firm.as.respondent.ok('respondToClaim', { params: { claimId: erased.claimId }, body: answer });
  house.setClock('2029-06-01T10:00:00-05:00');
  await house.operator.ok('eraseClaim', { params: { claimId: erased.claimId } });
  house.setClock(NOW);
  const claim = await fileAClaim(house, firm);
  const { claimId } = claim;
  const stored = await house.files.put(Buffer.from('%PDF-1.4 %%EOF'), { mediaType: 'application/pdf' });
  const evidence = { ...stored, evidenceId: crypto.randomUUID(), by: 'consumer', fileName: 'boleta.pdf' } as const;
  await house.commands.onClaim(
    claimId,
    (state) => attachEvidence(state, { ...evidence, mediaType: 'application/pdf', bytes: 'kept' }),
    caller('consumer'),
  );
  const named = { fileName: 'citada.pdf', mediaType: 'application/pdf', sizeBytes: 5, sha256: 'c'.repeat(64) };
  await claim.consumer.ok('attachEvidence', { params: { claimId }, body: named });
  await firm.as.respondent.ok('respondToClaim', { params: { claimId }, body: answer });
  await house.seal();
  const scopes = [{ ruc: firm.ruc }];
  const leave = { official: 'Funcionaria', reference: 'Exp. 1', scopes, expiresAt: '2027-01-01T00:00:00-05:00' };
  const { key } = (await house.operator.ok('issueGrant', { body: leave })).body;
  const { body } = await clientOf(house.app, key).ok('requestExport', { body: { scope: { kind: 'everything' } } });
  const sealing = setInterval(() => void house.seal(), 200);
  await made(house.caseFiles, body.exportId).finally(() => clearInterval(sealing));
  whole = await filesOf(readFileSync(join(house.workshop, body.exportId, 'expediente.zip')));
  const folders = [...whole.keys()].flatMap((name) => /^(.*)\/eventos\.json$/.exec(name)?.[1] ?? []);
  erasedFolder = folders.find((one) => eventsIn(whole, one).some(({ type }) => type === 'ClaimErased')) ?? '';
  folder = folders.find((one) => one !== erasedFolder) ?? '';
}, 60_000);
afterAll(async () => {
  await house?.close();
  rmSync(place, { recursive: true, force: true });
});

interface Event {
  readonly revision: number;
  readonly type: string;
}

function eventsIn(files: Files, at: string): Event[] {
  return JSON.parse(files.get(`${at}/eventos.json`)?.toString() ?? '{}').events;
}

async function faultsOf(files: Iterable<readonly [string, Buffer]>, key = house.logKey) {
  const path = join(place, 'caso.zip');
  writeFileSync(path, packed(files));
  const report = await checkCaseFile(path, key);
  return { what: report.faults.map(({ what }) => what), report };
}

/** Without the events that `hides` says, and without their proofs. */
function hiding(hides: (event: Event) => boolean): Map<string, Buffer> {
  const files = new Map(whole);
  const name = `${folder}/eventos.json`;
  const read = JSON.parse(files.get(name)?.toString() ?? '{}') as { events: Event[] };
  for (const { revision } of read.events.filter(hides)) {
    const proof = [...files.keys()].find(
      (path) => path.startsWith(`${folder}/registro/`) && Number(/acto-(\d+)/.exec(path)?.[1]) === revision,
    );
    // What was written a moment ago is not sealed yet.
    if (proof !== undefined) files.delete(proof);
  }
  files.set(name, Buffer.from(JSON.stringify({ ...read, events: read.events.filter((event) => !hides(event)) })));
  return files;
}

const without = (...names: string[]) => new Map([...whole].filter(([name]) => !names.includes(name)));

/** With a manifest that says what is there, signed with the log's own key: what whoever runs the server can do. */
function signedAgain(files: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const rest = [...files].filter(([name]) => !name.startsWith('manifiesto.'));
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const lines = rest.map(([name, bytes]) => `${sha256(bytes)}  ${bytes.length}  ${name}\n`).join('');
  const manifest = Buffer.from(lines);
  const [, exportId] = (whole.get('manifiesto.firma.txt')?.toString() ?? '').split('\n');
  const text = `foja/expediente\n${exportId}\n${rest.length}\n${manifest.length}\n${sha256(manifest)}\n`;
  const note = signedNote(text, [sign(primitives.ed25519, house.signer, text)]);
  return new Map([...rest, ['manifiesto.txt', manifest], ['manifiesto.firma.txt', Buffer.from(note)]]);
}

test('packed again as it was it holds, erased claim and all', async () => {
  const { what, report } = await faultsOf(whole);
  expect(what).toEqual([]);
  expect(report).toMatchObject({ claims: 2, absent: 0 });
  expect(erasedFolder).not.toBe('');
  expect((await faultsOf(signedAgain(whole))).what).toEqual([]);
});

test('it holds for whoever has the key from before a change that came along, and not without', async () => {
  const before = newLogKey(house.logKey.name);
  const change = { origin: house.logKey.name, size: 1, root: Buffer.alloc(32, 5) };
  const text = formatKeyChange({ ...change, before: before.key, after: house.logKey });
  const both = signedNote(
    text,
    [before, house.signer].map((key) => sign(primitives.ed25519, key, text)),
  );
  const changed = signedAgain(new Map(whole).set('relevos-de-clave.txt', Buffer.from(both)));
  expect((await faultsOf(changed, before.key)).what).toEqual([]);
  expect((await faultsOf(changed)).what).toEqual([]);
  expect((await faultsOf(whole, before.key)).what).toContain('signature');
  const one = signedNote(text, [sign(primitives.ed25519, house.signer, text)]);
  const half = signedAgain(new Map(whole).set('relevos-de-clave.txt', Buffer.from(one)));
  expect((await faultsOf(half, before.key)).what).toContain('signature');
});

describe('whoever packs it again, without the key, is found', () => {
  test.each<[string, () => Map<string, Buffer>, string]>([
    ['an event in the middle is left out', () => hiding(({ type }) => type === 'EvidenceAttached'), 'gap'],
    ['the last event is left out', () => hiding(({ type }) => type === 'IndecopiCopyRequested'), 'bytes'],
    ['a file is left out', () => without(`${folder}/computo.html`), 'list'],
    ['a whole claim is left out', () => new Map([...whole].filter(([name]) => !name.startsWith(erasedFolder))), 'list'],
    ['the manifest leaves a file out', () => withoutLine(`${folder}/computo.html`), 'manifest'],
  ])('%s', async (_what, change, fault) => {
    expect((await faultsOf(change())).what).toContain(fault);
  });

  test('a second file bears the manifest’s name', async () => {
    const twice: (readonly [string, Buffer])[] = [...whole, ['manifiesto.txt', Buffer.from('otra lista\n')]];
    expect((await faultsOf(twice)).what).toContain('list');
    expect((await faultsOf(twice.toReversed())).what).not.toEqual([]);
  });

  function withoutLine(name: string): Map<string, Buffer> {
    const lines = (whole.get('manifiesto.txt')?.toString() ?? '').split('\n').filter((line) => !line.endsWith(name));
    return new Map(without(name)).set('manifiesto.txt', Buffer.from(lines.join('\n')));
  }
});

describe('whoever signs it again, with the log’s own key, is found where', () => {
  test.each<[string, (event: Event) => boolean, string]>([
    ['an event in the middle is left out', ({ type }) => type === 'EvidenceAttached', 'gap'],
    ['the first event is left out', ({ revision }) => revision === 0, 'gap'],
    ['the history ends before Indecopi’s request', ({ type }) => type === 'IndecopiCopyRequested', 'request'],
  ])('%s', async (_what, hides, fault) => {
    expect((await faultsOf(signedAgain(hiding(hides)))).what).toContain(fault);
  });

  test('a claim is left out that the request counts', async () => {
    const files = new Map([...whole].filter(([name]) => !name.startsWith(folder)));
    expect((await faultsOf(signedAgain(files))).what).toEqual(['list']);
  });

  test('the bytes of an attached file are left out: they are counted, for a server may have lost them', async () => {
    const name = [...whole.keys()].find((path) => path.includes('/pruebas/')) ?? '';
    const { what, report } = await faultsOf(signedAgain(without(name)));
    expect([what, report.absent]).toEqual([[], 1]);
  });

  test('one event is proved in another history than the rest', async () => {
    const name = `${folder}/registro/acto-0.tlog-proof`;
    const proof = parseTlogProof(whole.get(name)?.toString() ?? '');
    const size = parseCheckpoint(parseNote(proof?.checkpoint ?? '')?.text ?? '')?.size ?? 0;
    const [event] = JSON.parse(whole.get(`${folder}/eventos.json`)?.toString() ?? '').events;
    const { stream } = JSON.parse(whole.get(`${folder}/eventos.json`)?.toString() ?? '');
    const { revision, id, type, version, data, metadata } = event;
    const leaf = leafOf(primitives.sha256, { stream, revision, id, type, version, data, metadata });
    const [, ...rest] = proof?.path ?? [];
    const path = [Buffer.alloc(32, 9), ...rest];
    const index = proof?.index ?? 0;
    const root = rootFromInclusion(treeHash(primitives.sha256), { leaf, index, size, path }) ?? Buffer.alloc(0);
    const text = formatCheckpoint({ origin: house.logKey.name, size, root });
    const checkpoint = signedNote(text, [sign(primitives.ed25519, house.signer, text)]);
    const forged = Buffer.from(formatTlogProof({ index, path, checkpoint }));
    expect((await faultsOf(signedAgain(new Map(whole).set(name, forged)))).what).toContain('forked');
  });

  test('and is not where a page made of the events is left out: whoever has the events can make it again', async () => {
    expect((await faultsOf(signedAgain(without(`${folder}/computo.html`)))).what).toEqual([]);
  });
});
