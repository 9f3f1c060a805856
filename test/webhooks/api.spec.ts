import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, openHouse } from '../acceptance/house.ts';
import { type Firm, openFirm } from '../acceptance/people.ts';
import { openReceiver, type Receiver } from './receiver.ts';

/** Webhooks over the API; who may do what is in the table of authorization. */

let house: House;
let firm: Firm;
let receiver: Receiver;

beforeAll(async () => {
  [house, receiver] = await Promise.all([openHouse(), openReceiver()]);
  firm = await openFirm(house);
});
afterAll(async () => {
  await house.close();
  await receiver.close();
});

it('are added, shown without their secret, paused, tried out and removed', async () => {
  const { admin } = firm.as;
  const { ruc } = firm;
  const types = ['foja.claim.filed.v1'];
  const added = await admin.ok('addWebhook', { params: { ruc }, body: { url: receiver.url, types } });
  expect(added.status).toBe(201);
  expect(added.headers['foja-position']).toMatch(/^\d+$/);
  const { secret, webhookId, ...shown } = added.body;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(shown).toEqual({ url: receiver.url, types, state: 'sending', lag: '0', waiting: 0, parked: 0 });
  const params = { ruc, webhookId };
  const { body: listed, text } = await admin.ok('listWebhooks', { params: { ruc } });
  expect(listed.items).toEqual([{ webhookId, ...shown }]);
  expect(text).not.toContain('whsec_');
  expect((await admin.ok('pauseWebhook', { params })).body).toMatchObject({ state: 'paused', pausedBecause: 'asked' });
  expect((await admin.ok('resumeWebhook', { params })).body).toMatchObject({ state: 'sending' });
  expect((await admin.ok('testWebhook', { params })).body).toMatchObject({ delivered: true, answer: '204' });
  const rotated = (await admin.ok('rotateWebhookSecret', { params })).body;
  expect(rotated).toEqual({ secret: expect.stringMatching(/^whsec_/), formerSecretUntil: '2026-10-06T18:42:00-05:00' });
  expect((await admin.ok('replayWebhook', { params, body: { after: '0' } })).body).toMatchObject({ lag: '0' });
  expect((await admin.ok('retryWebhook', { params, body: {} })).body).toEqual({ messages: 0 });
  expect((await admin.ok('skipWebhookMessage', { params, body: { sequence: '3' } })).body).toEqual({ messages: 0 });
  expect((await admin.ok('readWebhook', { params })).body).toMatchObject({ webhookId, deliveries: [] });
  expect((await admin.ok('removeWebhook', { params })).status).toBe(204);
  expect(await admin.fails('readWebhook', { params })).toMatchObject({
    status: 404,
    body: { code: 'webhook/not-found' },
  });
  expect(house.logged()).not.toContain('whsec_');
});

it('are refused by field, and by rule', async () => {
  const { admin } = firm.as;
  const params = { ruc: firm.ruc };
  for (const body of [
    { url: 'https://ana:clave@erp.example' },
    { url: 'file:///etc/passwd' },
    { url: 'https://erp.example', types: ['foja.regulator.checkpoint.v1'] },
    { url: 'https://erp.example', after: 'ayer' },
  ]) {
    expect(await admin.fails('addWebhook', { params, body })).toMatchObject({
      status: 422,
      body: { code: 'request/invalid' },
    });
  }
  const beyond = { url: 'https://erp.example', after: '7' };
  expect(await admin.fails('addWebhook', { params, body: beyond })).toMatchObject({
    body: { code: 'webhook/beyond-head' },
  });
  for (let n = 0; n < 10; n += 1) await admin.ok('addWebhook', { params, body: { url: `https://erp.example/${n}` } });
  const eleventh = { url: 'https://erp.example/10' };
  expect(await admin.fails('addWebhook', { params, body: eleventh })).toMatchObject({
    body: { code: 'webhook/too-many' },
  });
});
