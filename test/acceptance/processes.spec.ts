import { buildApp } from '@foja/api';
import { type CommandSide, createCommands } from '@foja/commands';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf } from './client.ts';
import { type House, NOW, OPERATOR_KEY, openHouse } from './house.ts';
import { type Firm, fileAClaim, openFirm } from './people.ts';

/** Two processes' worth of API on one ledger. */

let house: House;
let firm: Firm;
let commands: CommandSide;
let elsewhere: FastifyInstance;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
  const { store, projections, trackingKey } = house;
  const clock = () => NOW;
  commands = await createCommands({ store, clock, failed: () => undefined });
  const settings = { operatorKey: OPERATOR_KEY, trackingKey, rateLimit: false };
  const { documents } = house;
  elsewhere = await buildApp({
    commands,
    projections,
    documents,
    caseFiles: house.caseFiles,
    store,
    stored: house.stored,
    clock,
    log: pino({ level: 'silent' }),
    settings,
  });
});
afterAll(async () => {
  await elsewhere.close();
  await commands.close();
  await house.close();
});

test('a key issued in one opens the other within a moment, and revoked in one is refused in the other', async () => {
  const params = { ruc: firm.ruc };
  const { body: issued } = await firm.as.admin.ok('issueKey', { params, body: { role: 'viewer', label: 'dos' } });
  const there = clientOf(elsewhere, issued.key);
  const status = async () => (await there.send('readProvider', { params })).status;
  await expect.poll(status, { timeout: 60_000, interval: 10 }).toBe(200);
  await firm.as.admin.ok('revokeKey', { params: { ...params, keyId: issued.keyId } });
  await expect.poll(status, { timeout: 60_000, interval: 10 }).toBe(401);
});

test('a claim filed in one is read in the other with the same token at once', async () => {
  const { claimId, answer } = await fileAClaim(house, firm);
  const there = clientOf(elsewhere, answer.trackingToken);
  expect((await there.ok('readClaim', { params: { claimId } })).body.claimId).toBe(claimId);
});

test('a book opened in one takes claims in the other at once', async () => {
  const body = { code: 'NUEVO', establishment: 'X', address: 'Y', channel: 'virtual' };
  const { body: book } = await firm.as.admin.ok('openBook', { params: { ruc: firm.ruc }, body });
  const there = { app: elsewhere, nobody: clientOf(elsewhere) };
  expect((await fileAClaim(there, book)).answer.sheetNumber).toBe('000000001-2026');
});
