import { openOfficialIdentities } from '@foja/web/indecopi/identities.ts';
import { registerIndecopi } from '@foja/web/indecopi/index.ts';
import { loadAssets, serveAssets } from '@foja/web/layout/index.ts';
import { openIssuer } from '@foja/web/staff/oidc/issuer.ts';
import { sealing } from '@foja/web/staff/sealing.ts';
import type pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, openHouse } from '../acceptance/house.ts';
import { type Firm, openFirm } from '../acceptance/people.ts';
import { browserOf } from './browser.ts';
import { openTestIssuer, type TestIssuer } from './issuer.ts';

const ORIGIN = 'https://libro.example';

let issuer: TestIssuer;
let house: House;
let pool: pg.Pool;
let firm: Firm;
beforeAll(async () => {
  issuer = await openTestIssuer(ORIGIN);
  house = await openHouse({
    alsoRegister: async (app, ground) => {
      pool = ground.pool;
      await app.register(async (scope) => {
        serveAssets(scope, loadAssets(new URL('../../services/web', import.meta.url).pathname, ['layout']));
      });
      const organisation = { issuer: openIssuer(issuer), sealing: sealing(Buffer.alloc(32, 9)), publicUrl: ORIGIN };
      await registerIndecopi(app, { ...ground, organisation, log: pino({ level: 'silent' }) });
    },
  });
  firm = await openFirm(house);
});
afterAll(async () => {
  await house?.close();
  await issuer?.close();
});

it('an official comes in with an account of their organisation, by a leave that bears its e-mail, while it is in force', async () => {
  const body = {
    official: 'Funcionaria Ficticia',
    reference: 'Exp. 9-2026',
    scopes: [{ ruc: firm.ruc }],
    expiresAt: '2026-12-31T00:00:00-05:00',
  };
  const { grantId } = (await house.operator.ok('issueGrant', { body })).body;
  issuer.accounts.set('maria', { email: 'maria@indecopi.example', email_verified: true });
  const browser = browserOf(house.app);
  expect((await browser.get('/indecopi/entrar')).body).toContain('href="/indecopi/entrar/organizacion"');
  const comeIn = async () => {
    const asked = await browser.get('/indecopi/entrar/organizacion');
    const answer = await issuer.visit(String(asked.headers.location), { login: 'maria' });
    return browser.get(answer.pathname + answer.search);
  };

  expect((await comeIn()).statusCode).toBe(403);
  await (await openOfficialIdentities(pool)).name(grantId, 'Maria@indecopi.example');
  expect((await comeIn()).headers.location).toBe('/indecopi');
  expect((await browser.get('/indecopi')).statusCode).toBe(200);

  await house.operator.ok('revokeGrant', { params: { grantId }, body: {} });
  expect((await browser.get('/indecopi')).headers.location).toBe('/indecopi/entrar');
  expect((await comeIn()).statusCode).toBe(403);
});
