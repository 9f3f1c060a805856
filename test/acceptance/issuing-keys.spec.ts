import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engine.ts';
import { type Client, clientOf, idempotencyKey } from './client.ts';
import { type House, openHouse } from './house.ts';
import { type Firm, openFirm, RUC } from './people.ts';

/** A key is shown once: whoever sends the same command again, not knowing whether it was heard, must not get a second one. */
describe.each(engines)('on %s', (engine) => {
  let house: House;
  let firm: Firm;

  beforeAll(async () => {
    house = await openHouse({ engine });
    firm = await openFirm(house);
  });
  afterAll(() => house.close());

  const until = '2027-01-31T00:00:00-05:00';
  const commands = {
    'a firm’s key': {
      operation: 'issueKey',
      body: { role: 'respondent', label: 'ERP' },
      other: { role: 'admin', label: 'ERP' },
      idOf: (body: unknown) => (body as { keyId: string }).keyId,
    },
    'an official’s key of a firm': {
      operation: 'issueKey',
      body: { role: 'indecopi', label: 'Mesa' },
      other: { role: 'indecopi', label: 'Mesa', expiresAt: until },
      idOf: (body: unknown) => (body as { keyId: string }).keyId,
    },
    'an auditor’s key': {
      operation: 'issueAuditor',
      body: { label: 'Auditora', rucs: [RUC] },
      other: { label: 'Otra', rucs: [RUC] },
      idOf: (body: unknown) => (body as { auditorId: string }).auditorId,
    },
    'an official’s leave': {
      operation: 'issueGrant',
      body: { official: 'Funcionaria', reference: 'EXP-1', scopes: [{ ruc: RUC }], expiresAt: until },
      other: { official: 'Funcionaria', reference: 'EXP-2', scopes: [{ ruc: RUC }], expiresAt: until },
      idOf: (body: unknown) => (body as { grantId: string }).grantId,
    },
  } as const;

  async function works(key: string): Promise<boolean> {
    return (await clientOf(house.app, key).send('listProviders')).status === 200;
  }

  const keyOf = ({ body }: Awaited<ReturnType<Client['send']>>) => (body as { key: string }).key;

  describe.each(Object.entries(commands))('%s', (_, { operation, body, other, idOf }) => {
    const params = operation === 'issueKey' ? { ruc: RUC } : {};

    test('is issued once under one Idempotency-Key, and the repeat is told so', async () => {
      const request = { params, body, headers: idempotencyKey() };
      const first = await house.operator.ok(operation, request);
      expect(await works(keyOf(first))).toBe(true);
      const head = await house.store.head();
      const again = await house.operator.fails(operation, request);
      expect(again.body).toMatchObject({ status: 409, code: 'idempotency/already-issued' });
      expect(again.body.about).toEqual({ keyId: idOf(first.body) });
      const changed = await house.operator.fails(operation, { ...request, body: other });
      expect(changed.body).toMatchObject({ status: 422, code: 'idempotency/reused' });
      expect(await house.store.head()).toBe(head);
    });

    test('sent many times at once is one key, and its holder is the one it opens for', async () => {
      const request = { params, body, headers: idempotencyKey() };
      const answers = await Promise.all(Array.from({ length: 8 }, () => house.operator.send(operation, request)));
      const issued = answers.filter(({ status }) => status === 201);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
      for (const one of issued) expect(await works(keyOf(one))).toBe(true);
    });

    test('is another one under another Idempotency-Key, and under none', async () => {
      const ids = new Set<string>();
      for (const headers of [idempotencyKey(), idempotencyKey(), {}, {}]) {
        ids.add(idOf((await house.operator.ok(operation, { params, body, headers })).body));
      }
      expect(ids.size).toBe(4);
    });
  });

  test('the same Idempotency-Key of another sender is another command', async () => {
    const request = { params: { ruc: firm.ruc }, body: { role: 'viewer', label: 'Caja' }, headers: idempotencyKey() };
    const one = await house.operator.ok('issueKey', request);
    const two = await firm.as.admin.ok('issueKey', request);
    expect(two.body.keyId).not.toBe(one.body.keyId);
  });
});
