import { removeStaff } from '@foja/domain/provider/index.ts';
import { openIssuer } from '@foja/web/staff/oidc/issuer.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FOREIGN_RUC, openPanelHouse, type PanelHouse } from '../panel/house.ts';
import { hire, type PersonToSignIn } from '../panel/people.ts';
import { caller, RUC } from '../support/commands.ts';
import { type Browser, browserOf } from './browser.ts';
import { openTestIssuer, type TestIssuer } from './issuer.ts';

const ORIGIN = 'https://libro.example';
const START = '/panel/entrar/organizacion';

let issuer: TestIssuer;
let house: PanelHouse;
beforeAll(async () => {
  issuer = await openTestIssuer(ORIGIN);
  house = await openPanelHouse({ issuer: openIssuer(issuer), settings: { rateLimit: false, publicUrl: ORIGIN } });
});
afterAll(async () => {
  await house?.close();
  await issuer?.close();
});

let people = 0;
/** Somebody of the staff, whom the issuer knows by the same e-mail. */
async function colleague(
  role: 'admin' | 'respondent' = 'respondent',
  ruc = RUC,
): Promise<PersonToSignIn & { login: string }> {
  people += 1;
  const person = await hire(house.staff, ruc, role, 'Carla Ficticia');
  const login = `carla-${people}`;
  issuer.accounts.set(login, { email: person.email.toUpperCase(), email_verified: true });
  return { ...person, login };
}

/** From our door to the issuer's and back to what it answers with. */
async function comeIn(browser: Browser, as: { readonly login: string } | 'cancel', start = START) {
  const asked = await browser.get(start);
  expect(asked.statusCode).toBe(303);
  const answer = await issuer.visit(String(asked.headers.location), as);
  expect(answer.origin).toBe(ORIGIN);
  return { answer, response: await browser.get(answer.pathname + answer.search) };
}

describe('coming in with an account of the organisation', () => {
  let browser: Browser;
  beforeEach(() => {
    browser = browserOf(house.app);
  });

  it('begins at a link on the page of sign-in, and ends on the page that was asked for', async () => {
    const person = await colleague();
    const door = await browser.get('/panel/entrar?volver=/panel/reclamos?plazo=vencidos');
    const link = /href="([^"]*organizacion[^"]*)"/.exec(door.body)?.[1]?.replaceAll('&#x3D;', '=') ?? '';
    const { response } = await comeIn(browser, person, link);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe('/panel/reclamos?plazo=vencidos');
    expect((await browser.get('/panel')).body).toContain('Carla Ficticia');
    expect(browser.cookies.has('foja_organizacion')).toBe(false);
  });

  it('asks by code, with PKCE, state and nonce, and for nothing but who it is', async () => {
    const asked = new URL(String((await browser.get(START)).headers.location));
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      client_id: 'foja',
      redirect_uri: `${ORIGIN}/panel/entrar/organizacion/vuelta`,
      response_type: 'code',
      scope: 'openid email',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it("leaves the second factor to the issuer, also an administrator's", async () => {
    const admin = await colleague('admin', FOREIGN_RUC);
    await comeIn(browser, admin);
    expect((await browser.get('/panel')).statusCode).toBe(200);
  });

  it('never makes anybody, and lets in nobody whose e-mail is not verified, or who has left', async () => {
    issuer.accounts.set('nadie', { email: 'nadie@bazar.example', email_verified: true });
    const nobody = await comeIn(browser, { login: 'nadie' });
    expect(nobody.response.statusCode).toBe(403);
    expect(nobody.response.body).toContain('nadie le ha dado acceso');

    const person = await colleague();
    issuer.accounts.set(person.login, { email: person.email, email_verified: false });
    const unverified = await comeIn(browser, person);
    expect(unverified.response.statusCode).toBe(403);
    expect(unverified.response.body).toContain('no nos confirmó que su correo sea suyo');

    issuer.accounts.set(person.login, { email: person.email, email_verified: true });
    await house.commands.onProvider(RUC, (state) => removeStaff(state, person.staffId), caller('operator'));
    expect((await comeIn(browser, person)).response.statusCode).toBe(403);
    expect((await browser.get('/panel')).headers.location).toBe('/panel/entrar');
  });

  it('knows the account by the name that the issuer gives it, once somebody came in', async () => {
    const person = await colleague();
    await comeIn(browser, person);
    issuer.accounts.set(person.login, { email: 'otra-direccion@bazar.example', email_verified: true });
    expect((await comeIn(browserOf(house.app), person)).response.headers.location).toBe('/panel');
    // The address is somebody else's now: it opens nothing.
    issuer.accounts.set('sucesor', { email: person.email, email_verified: true });
    expect((await comeIn(browserOf(house.app), { login: 'sucesor' })).response.statusCode).toBe(403);
  });

  it('asks as whom, where one account may come in for several firms', async () => {
    const person = await colleague();
    const twin = await house.staff.add(
      FOREIGN_RUC,
      { role: 'viewer', name: 'Carla Ficticia', email: person.email },
      caller('operator'),
    );
    if (!twin.ok) throw new Error(twin.refusal.code);
    const { response } = await comeIn(browser, person);
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain(`RUC ${RUC}`);
    expect(response.body).toContain(`RUC ${FOREIGN_RUC}`);
    const stranger = await hire(house.staff, RUC, 'viewer', 'Ajena Ficticia');
    expect((await browser.post(`${START}/eleccion`, { como: stranger.staffId })).statusCode).toBe(403);
    await comeIn(browser, person);
    const chosen = await browser.post(`${START}/eleccion`, { como: twin.staffId });
    expect(chosen.headers.location).toBe('/panel');
    expect((await browser.get('/panel')).body).toContain('Otra Firma Ficticia');
    expect((await browser.post(`${START}/eleccion`, { como: person.staffId })).statusCode).toBe(401);
  });

  it('takes an answer once, in the browser that asked, in time, and to what was asked', async () => {
    const person = await colleague();
    const { answer } = await comeIn(browser, person);
    const again = await browser.get(answer.pathname + answer.search);
    expect(again.statusCode).toBe(401);
    expect(again.body).toContain('El ingreso venció, o empezó en otra ventana');

    const asked = await browser.get(START);
    const mine = await issuer.visit(String(asked.headers.location), person);
    expect((await browserOf(house.app).get(mine.pathname + mine.search)).statusCode).toBe(401);

    const other = browserOf(house.app);
    await other.get(START); // a question of its own, which this is no answer to
    expect((await other.get(mine.pathname + mine.search)).statusCode).toBe(401);

    const forged = browserOf(house.app);
    const theirs = await issuer.visit(String((await forged.get(START)).headers.location), person);
    theirs.searchParams.set('code', 'inventado');
    expect((await forged.get(theirs.pathname + theirs.search)).statusCode).toBe(401);

    house.setClock(new Date(Date.parse(house.now()) + 11 * 60_000).toISOString());
    expect((await browser.get(mine.pathname + mine.search)).statusCode).toBe(401);
  });

  it('says kindly that it was cancelled', async () => {
    const { response } = await comeIn(browser, 'cancel');
    expect(response.statusCode).toBe(401);
    expect(response.body).toContain('El ingreso se canceló');
    expect(response.body).toContain('name="clave"');
  });

  it('ends here, and offers to end it at the issuer, too', async () => {
    const person = await colleague();
    await comeIn(browser, person);
    await browser.get('/panel');
    const out = await browser.post('/panel/salir');
    expect(out.headers.location).toBe('/panel/salida');
    expect((await browser.get('/panel')).headers.location).toBe('/panel/entrar');
    const page = await browser.get('/panel/salida');
    const way = /href="([^"]+)" rel="noreferrer"/
      .exec(page.body)?.[1]
      ?.replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=');
    expect(way).toMatch(new RegExp(`^${issuer.issuer}/session/end\\?`));
    expect((await fetch(way ?? '')).status).toBe(200);
  });

  it('says that the issuer does not answer, and leaves the password', async () => {
    const silent = await openPanelHouse({
      issuer: openIssuer({ issuer: 'http://127.0.0.1:1', clientId: 'x', clientSecret: 'y' }),
    });
    try {
      const page = await browserOf(silent.app).get(START);
      expect(page.statusCode).toBe(503);
      expect(page.body).toContain('no responde');
      expect(page.body).toContain('name="clave"');
    } finally {
      await silent.close();
    }
  });
});
