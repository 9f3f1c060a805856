import { buildApp } from '@foja/api';
import { type CommandSide, createCommands } from '@foja/commands';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, clientOf } from './client.ts';
import { type House, NOW, OPERATOR_KEY, openHouse } from './house.ts';
import { type Filed, type Firm, fileAClaim, openFirm } from './people.ts';

/** An auditor who reads several providers: who lets them in, what they see, and how it ends. */

let house: House;
let first: Firm;
let second: Firm;
let foreign: Firm;
let claims: readonly Filed[];
let commands: CommandSide;
let elsewhere: FastifyInstance;

beforeAll(async () => {
  house = await openHouse();
  first = await openFirm(house);
  second = await openFirm(house, { ruc: '20999999001' });
  foreign = await openFirm(house, { ruc: '20131312955' });
  claims = [await fileAClaim(house, first), await fileAClaim(house, second), await fileAClaim(house, foreign)];
  const { store, projections, documents, trackingKey } = house;
  const clock = () => NOW;
  commands = await createCommands({ store, clock, failed: () => undefined });
  const settings = { operatorKey: OPERATOR_KEY, trackingKey, rateLimit: false };
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

async function issue(more: object = {}) {
  const body = { label: 'Auditora Ficticia', rucs: [first.ruc, second.ruc], ...more };
  const { body: issued } = await house.operator.ok('issueAuditor', { body });
  return { ...issued, client: clientOf(house.app, issued.key), there: clientOf(elsewhere, issued.key) };
}

const claimIds = (filed: readonly (Filed | undefined)[]) => filed.map((one) => one?.claimId ?? '').sort();
const sees = async (client: Client, ruc: string) => (await client.send('listBooks', { params: { ruc } })).status;

describe('an auditor of two providers', () => {
  test('sees both, in every list, and no third', async () => {
    const { client } = await issue();
    const after = (await house.store.head()).toString();
    const headers = { 'foja-read-after': after };
    const { body: providers } = await client.ok('listProviders');
    expect(providers.items.map(({ ruc }) => ruc)).toEqual([first.ruc, second.ruc].sort());
    const { body: register } = await client.ok('searchAllClaims', { headers });
    expect(register.items.map(({ claimId }) => claimId).sort()).toEqual(claimIds(claims.slice(0, 2)));
    expect(new Set(register.items.map(({ ruc }) => ruc))).toEqual(new Set([first.ruc, second.ruc]));
    const { body: deadlines } = await client.ok('listAllDeadlines', { headers });
    expect(deadlines.items.map(({ claimId }) => claimId).sort()).toEqual(claimIds(claims.slice(0, 2)));
    const { body: foreignOnes } = await client.ok('searchAllClaims', { query: { bookId: foreign.bookId }, headers });
    expect(foreignOnes.items).toEqual([]);
  });

  test('reads histories, and writes nothing', async () => {
    const { client } = await issue();
    for (const claim of claims.slice(0, 2)) {
      const params = { claimId: claim.claimId };
      expect((await client.ok('readHistory', { params })).body.events.length).toBeGreaterThan(1);
      expect((await client.fails('viewClaim', { params })).status).toBe(403);
    }
    expect((await client.fails('readHistory', { params: { claimId: claims[2]?.claimId ?? '' } })).status).toBe(404);
  });

  test('pages through its providers', async () => {
    const { client } = await issue();
    const { body: page } = await client.ok('listProviders', { query: { limit: '1' } });
    const { body: rest } = await client.ok('listProviders', { query: { limit: '1', cursor: page.nextCursor ?? '' } });
    expect([...page.items, ...rest.items].map(({ ruc }) => ruc)).toEqual([first.ruc, second.ruc].sort());
    expect(rest.nextCursor).toBeUndefined();
  });
});

describe('who sees which providers', () => {
  test('the operator all, a firm itself, and no claims are the operator’s', async () => {
    const { body: all } = await house.operator.ok('listProviders');
    expect(all.items).toHaveLength(3);
    const { body: own } = await second.as.viewer.ok('listProviders');
    expect(own.items.map(({ ruc }) => ruc)).toEqual([second.ruc]);
    const { body: register } = await second.as.viewer.ok('searchAllClaims');
    expect(register.items.map(({ ruc }) => ruc)).toEqual([second.ruc]);
    expect((await house.operator.fails('searchAllClaims')).status).toBe(403);
  });
});

describe('a firm’s administrator', () => {
  test('lets an auditor in and shuts it out, for its own firm only, and learns of no other', async () => {
    const { client, auditorId } = await issue({ rucs: [first.ruc] });
    const params = { ruc: second.ruc };
    expect(await sees(client, second.ruc)).toBe(404);
    const { body: granted } = await second.as.admin.ok('grantAuditorAccess', { params, body: { auditorId } });
    expect(granted).toEqual({ auditorId, label: 'Auditora Ficticia', inForce: true });
    expect(await sees(client, second.ruc)).toBe(200);
    const { body: list } = await second.as.admin.ok('listProvidersAuditors', { params });
    expect(list.items).toContainEqual(granted);
    expect(JSON.stringify(list)).not.toContain(first.ruc);
    await second.as.admin.ok('withdrawAuditorAccess', { params: { ...params, auditorId } });
    expect(await sees(client, second.ruc)).toBe(404);
    expect(await sees(client, first.ruc)).toBe(200);
    const again = await second.as.admin.fails('withdrawAuditorAccess', { params: { ...params, auditorId } });
    expect(again.body.code).toBe('auditor/no-access');
    const others = await second.as.admin.fails('withdrawAuditorAccess', { params: { ruc: first.ruc, auditorId } });
    expect(others.body.code).toBe('resource/not-found');
  });
});

describe('how it ends', () => {
  test('within a second, in every process, when it is withdrawn or revoked', async () => {
    const { there, auditorId } = await issue();
    const status = (ruc: string) => () => sees(there, ruc);
    await expect.poll(status(second.ruc), { timeout: 60_000, interval: 10 }).toBe(200);
    await house.operator.ok('withdrawAuditorAccess', { params: { ruc: second.ruc, auditorId } });
    await expect.poll(status(second.ruc), { timeout: 60_000, interval: 10 }).toBe(404);
    await house.operator.ok('revokeAuditor', { params: { auditorId } });
    await expect.poll(status(first.ruc), { timeout: 60_000, interval: 10 }).toBe(401);
    const { body } = await house.operator.ok('listAuditors');
    const listed = body.items.find((one) => one.auditorId === auditorId);
    expect(listed).toMatchObject({ revoked: true, access: [{ ruc: first.ruc, inForce: false }] });
    const extended = { params: { ruc: first.ruc }, body: { auditorId } };
    expect((await house.operator.fails('grantAuditorAccess', extended)).body.code).toBe('key/already-revoked');
  });

  test('at its hour, which may be put off', async () => {
    const { client, auditorId } = await issue({ expiresAt: '2026-10-05T19:00:00-05:00' });
    const longer = { auditorId, expiresAt: '2026-10-05T20:00:00-05:00' };
    await house.operator.ok('grantAuditorAccess', { params: { ruc: first.ruc }, body: longer });
    house.setClock('2026-10-05T19:00:00-05:00');
    expect(await sees(client, second.ruc)).toBe(404);
    expect(await sees(client, first.ruc)).toBe(200);
    house.setClock('2026-10-05T20:00:00-05:00');
    expect(await sees(client, first.ruc)).toBe(401);
    house.setClock(NOW);
  });
});

describe('a wrong one', () => {
  test.each([
    [{ label: 'x', rucs: [] }, 'request/invalid', 'rucs'],
    [{ label: 'x', rucs: ['123'] }, 'request/invalid', 'rucs.0'],
    [{ label: 'x', rucs: ['20999999990'], expiresAt: '2026-10-05T18:00:00-05:00' }, 'key/expires-in-past', 'expiresAt'],
  ])('%j is refused: %s', async (body, code, field) => {
    const { body: problem } = await house.operator.fails('issueAuditor', { body });
    expect(problem).toMatchObject({ code, errors: [{ field }] });
  });

  test('names a provider that there is not', async () => {
    const { body: problem } = await house.operator.fails('issueAuditor', {
      body: { label: 'x', rucs: [first.ruc, '20100070970'] },
    });
    expect(problem).toMatchObject({ code: 'provider/not-registered', about: { ruc: '20100070970' } });
  });
});
