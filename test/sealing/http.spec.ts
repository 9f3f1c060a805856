import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buildApp, trackingTokens } from '@foja/api';
import {
  parseBundle,
  parseCheckpoint,
  parseNote,
  tilePath,
  treeHash,
  verifyTlogProof,
} from '@foja/domain/ledger/index.ts';
import { leafOf } from '@foja/domain/ledger/leaf.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { openSealedLog, openSealTable, proofFileOf } from '@foja/ledger/sealing/index.ts';
import { openStaging, registerWeb } from '@foja/web';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, openFirm } from '../acceptance/people.ts';

/** The sealed log over HTTP, as a monitor or a consumer asks for it. */

let house: House;
let firm: Firm;
let claim: Filed;
let size: number;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
  claim = await fileAClaim(house, firm);
});
afterAll(() => house.close());

const trust = () => ({ logs: [{ origin: house.logKey.name, keys: [house.logKey] }] });
const get = (url: string) => house.app.inject({ method: 'GET', url });

test('before anything is sealed, it says so', async () => {
  for (const operation of ['readCheckpoint', 'readProof'] as const) {
    const asked = operation === 'readProof' ? claim.consumer : house.nobody;
    const { status, body } = await asked.fails(operation, { params: { claimId: claim.claimId } });
    expect([status, body.code]).toEqual([404, 'ledger/not-sealed']);
  }
  size = await house.seal();
  expect(size).toBeGreaterThan(5);
});

test('the checkpoint is a signed note of this log, and never cached', async () => {
  await house.seal();
  await expect.poll(async () => (await get('/ledger/checkpoint')).statusCode).toBe(200);
  const { headers, body } = await get('/ledger/checkpoint');
  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(headers['cache-control']).toBe('no-cache');
  expect(parseCheckpoint(parseNote(body)?.text ?? '')).toMatchObject({ origin: 'libro.example/ledger', size });
});

test('tiles hold the leaves of the entries beside them, and may be kept for ever', async () => {
  const hashes = await get(`/ledger/${tilePath({ level: 0, index: 0, width: size })}`);
  const entries = await get(`/ledger/${tilePath({ level: 'entries', index: 0, width: size })}`);
  expect(hashes.headers['content-type']).toBe('application/octet-stream');
  expect(hashes.headers['cache-control']).toMatch(/immutable/);
  const tree = treeHash(primitives.sha256);
  const bundle = parseBundle(entries.rawPayload) ?? [];
  expect(Buffer.concat(bundle.map((entry) => tree.leaf(entry)))).toEqual(hashes.rawPayload);
  expect(bundle.every((entry) => /^foja-event\/v1 sha256:[0-9a-f]{64}$/.test(Buffer.from(entry).toString()))).toBe(
    true,
  );
});

test.each([
  '0/000',
  '0/000.p/200',
  '0/001',
  '1/000.p/1',
  '0/00',
  'entries/x000/000',
  '64/000',
  '0/000.p/0',
  'x',
  '0/000/',
])('there is no tile %s', async (path) => {
  const { statusCode, body } = await get(`/ledger/tile/${path}`);
  expect([statusCode, JSON.parse(body).code]).toEqual([404, 'ledger/no-tile']);
});

test('a proof file proves every event of the claim, and what is boxed in it', async () => {
  const { body, headers } = await claim.consumer.ok('readProof', { params: { claimId: claim.claimId } });
  expect(headers['cache-control']).toBe('private, no-store');
  expect(body).toMatchObject({ format: 'foja-proof/v1', stream: `claim-${claim.claimId}`, unsealed: 0 });
  expect(body.events.length).toBeGreaterThanOrEqual(2);
  for (const { event, proof } of body.events) {
    const leaf = leafOf(primitives.sha256, event);
    expect(verifyTlogProof(primitives, { leaf, proof, trust: trust() }).ok).toBe(true);
    const other = leafOf(primitives.sha256, { ...event, revision: event.revision + 1 });
    expect(verifyTlogProof(primitives, { leaf: other, proof, trust: trust() })).toMatchObject({ ok: false });
  }
  const [filed] = body.events;
  const values = JSON.stringify(filed?.disclosed?.values);
  expect(values).toContain('Rosa');
  const text = `foja/commitment/1\n{"salt":"${filed?.disclosed?.salt}","values":${values}}`;
  expect(createHash('sha256').update(text).digest('base64')).toBe(
    (filed?.event.data['sealed'] as { commitment?: string } | undefined)?.commitment,
  );
});

test('what is not sealed yet is told', async () => {
  await firm.as.admin.ok('viewClaim', { params: { claimId: claim.claimId }, body: {} });
  const before = (await claim.consumer.ok('readProof', { params: { claimId: claim.claimId } })).body;
  expect(before.unsealed).toBe(1);
  await house.seal();
  await expect
    .poll(async () => (await claim.consumer.ok('readProof', { params: { claimId: claim.claimId } })).body.unsealed)
    .toBe(0);
});

test('of a claim that was changed there is no proof: the page says what the operator has to do', async () => {
  await house.seal();
  const { stored, vault, pool, trackingKey, workshop } = house;
  const [clock, log] = [() => new Date().toISOString(), pino({ enabled: false })];
  const { commands, projections, caseFiles, documents, files, store } = house;
  const sealedLog = openSealedLog(openSealTable(pool));
  const read: typeof stored.read = async (stream, page) =>
    (await stored.read(stream, page)).map((event) => ({ ...event, id: event.id.replace(/.$/, 'x') }));
  const proofFile = (claimId: string) => proofFileOf(`claim-${claimId}`, { stored: { read }, vault, log: sealedLog });
  const common = { commands, projections, caseFiles, documents, files, store, stored, clock, log };
  const settings = { trackingKey, rateLimit: false };
  const app = await buildApp({ ...common, settings: { ...settings, operatorKey: 'x' } });
  await registerWeb(app, { ...common, settings, staging: await openStaging(join(workshop, 'staging')), proofFile });
  const token = trackingTokens(trackingKey).tokenFor(claim.claimId);
  const { statusCode, body } = await app.inject({ method: 'GET', url: `/seguimiento/${token}/prueba.json` });
  await app.close();
  expect(statusCode).toBe(409);
  expect(body).toContain('Lo guardado no es lo que se selló');
  expect(body).not.toMatch(/Rosa/);
});

test('readiness and metrics tell how far sealing is, and nothing of anybody', async () => {
  const { body } = await house.nobody.ok('isReady');
  expect(body.sealing).toMatchObject({ state: 'standby', lagEvents: 0, lagSeconds: 0 });
  const metrics = (await get('/metrics')).body;
  expect(metrics).toMatch(/^foja_sealed_events \d+$/m);
  expect(metrics).toMatch(/^foja_seal_lag_seconds 0$/m);
  expect(metrics).toMatch(/^foja_sealing_refused 0$/m);
});
