import { changeStaffRole } from '@foja/domain/provider/index.ts';
import { codeAt } from '@foja/web/staff/one-time-codes.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, RUC } from '../support/commands.ts';
import { visitorOf } from './browser-of-http.ts';
import { FOREIGN_RUC, NOW, openPanelHouse, type PanelHouse } from './house.ts';
import { enrol, hire } from './people.ts';

let house: PanelHouse;
beforeAll(async () => {
  house = await openPanelHouse();
});
afterAll(() => house?.close());

const later = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();

describe('signing in', () => {
  it('leads to the panel, with a cookie for the panel alone', async () => {
    const visitor = visitorOf(house.app);
    const { statusCode, headers } = await visitor.signIn(house.people.admin);
    expect(statusCode).toBe(303);
    expect(headers.location).toBe('/panel');
    expect(String(headers['set-cookie'])).toMatch(/^foja_panel=[\w-]{43}; Path=\/panel; HttpOnly; SameSite=Lax$/);
    const home = await visitor.get('/panel');
    expect(home.statusCode).toBe(200);
    expect(home.body).toContain('Ana Ficticia');
    expect(home.headers['cache-control']).toBe('no-store');
  });

  it('believes nobody who says that the connection is safe, unless a proxy is trusted', async () => {
    const response = await house.app.inject({
      method: 'GET',
      url: '/panel/entrar',
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(String(response.headers['set-cookie'])).not.toContain('Secure');
  });

  it('gives a new token, so that one planted before is worth nothing', async () => {
    const visitor = visitorOf(house.app);
    await visitor.get('/panel/entrar');
    const planted = visitor.cookie();
    await visitor.post('/panel/entrar', { correo: house.people.viewer.email, clave: house.people.viewer.password });
    expect(visitor.cookie()).not.toBe(planted);
    visitor.setCookie(planted);
    expect((await visitor.get('/panel')).headers.location).toBe('/panel/entrar');
  });

  it('tells a wrong password and an unknown e-mail in the same words', async () => {
    const visitor = visitorOf(house.app);
    const wrong = await visitor.signIn({ email: house.people.admin.email, password: 'no es esta la contraseña' });
    const unknown = await visitor.signIn({ email: 'nadie@bazar.example', password: 'no es esta la contraseña' });
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    const plain = (body: string) => body.replaceAll(/value="[^"]*"/g, '');
    expect(plain(wrong.body)).toBe(plain(unknown.body));
  });

  it('is asked for before any page, and leads back to it', async () => {
    const response = await visitorOf(house.app).get('/panel/reclamos?plazo=vencidos');
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe('/panel/entrar?volver=%2Fpanel%2Freclamos%3Fplazo%3Dvencidos');
  });

  it.each(['https://otro.example', '//otro.example', '/panel/../v1', '/v1/claims', 'javascript:alert(1)', '/panel\\x'])(
    'leads nowhere else: %s',
    async (volver) => {
      const visitor = visitorOf(house.app);
      await visitor.get('/panel/entrar');
      const { email, password } = house.people.viewer;
      const response = await visitor.post('/panel/entrar', { correo: email, clave: password, volver });
      expect(response.headers.location).toBe('/panel');
    },
  );
});

describe('a lock-out', () => {
  it('comes after five wrong passwords, known e-mail or not, also for the right one, and ends by itself', async () => {
    for (const email of [house.people.respondent.email, 'nadie-mas@bazar.example']) {
      const visitor = visitorOf(house.app);
      for (let n = 0; n < 5; n += 1) {
        expect((await visitor.signIn({ email, password: `equivocada número ${n}` })).statusCode).toBe(401);
      }
      const locked = await visitor.signIn({ email, password: house.people.respondent.password });
      expect(locked.statusCode).toBe(429);
      expect(locked.body).toContain('10:15');
    }
    house.setClock(later(16));
    expect((await visitorOf(house.app).signIn(house.people.respondent)).statusCode).toBe(303);
    house.setClock(NOW);
  });

  it('counts many tries at once one by one', async () => {
    const email = 'muchos@bazar.example';
    const tries = await Promise.all(
      Array.from({ length: 12 }, (_, n) => house.staff.signIn({ email, password: `equivocada ${n}` })),
    );
    expect(tries.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(5);
    expect(tries.filter(({ outcome }) => outcome === 'locked')).toHaveLength(7);
  });
});

describe('a session', () => {
  it('ends on signing out', async () => {
    const visitor = visitorOf(house.app);
    await visitor.signIn(house.people.viewer);
    const cookie = visitor.cookie();
    await visitor.post('/panel/salir');
    visitor.setCookie(cookie);
    expect((await visitor.get('/panel')).headers.location).toBe('/panel/entrar');
  });

  it('ends everywhere at once', async () => {
    const [phone, desk] = [visitorOf(house.app), visitorOf(house.app)];
    await phone.signIn(house.people.viewer);
    await desk.signIn(house.people.viewer);
    await desk.post('/panel/salir-de-todas');
    expect((await phone.get('/panel')).headers.location).toBe('/panel/entrar');
  });

  it('ends when idle, and after twelve hours whatever happens', async () => {
    const visitor = visitorOf(house.app);
    await visitor.signIn(house.people.viewer);
    for (const minutes of [100, 200, 300, 400, 500, 600, 700]) {
      house.setClock(later(minutes));
      expect((await visitor.get('/panel')).statusCode).toBe(200);
    }
    house.setClock(later(721));
    expect((await visitor.get('/panel')).statusCode).toBe(303);
    await visitor.signIn(house.people.viewer);
    house.setClock(later(721 + 121));
    expect((await visitor.get('/panel')).statusCode).toBe(303);
    house.setClock(NOW);
  });

  it('is stored only as a hash, and named in no log', async () => {
    const visitor = visitorOf(house.app);
    await visitor.signIn(house.people.admin);
    const { rows } = await house.pool.query('SELECT * FROM app.staff_sessions');
    const stored = JSON.stringify(rows);
    expect(stored).not.toContain(visitor.cookie());
    for (const secret of [visitor.cookie(), house.people.admin.password, house.people.admin.email]) {
      expect(house.logged()).not.toContain(secret);
    }
  });

  it('ends with the person’s place on the staff', async () => {
    const person = await house.staff.add(
      '20999999990',
      { role: 'viewer', name: 'Tránsito', email: 'transito@bazar.example' },
      caller('operator'),
    );
    if (!person.ok) throw new Error(person.refusal.code);
    await house.staff.setPassword(person.staffId, 'cuatro palabras de paso');
    const visitor = visitorOf(house.app);
    await visitor.signIn({ email: 'transito@bazar.example', password: 'cuatro palabras de paso' });
    expect((await visitor.get('/panel')).statusCode).toBe(200);
    await house.staff.remove('20999999990', person.staffId, caller('operator'));
    expect((await visitor.get('/panel')).headers.location).toBe('/panel/entrar');
    const again = await visitor.signIn({ email: 'transito@bazar.example', password: 'cuatro palabras de paso' });
    expect(again.statusCode).toBe(401);
  });
});

describe('a form', () => {
  it('without its token, with another’s, or from another site changes nothing', async () => {
    const visitor = visitorOf(house.app);
    await visitor.signIn(house.people.admin);
    const url = '/panel/ajustes/avisos';
    const before = (await house.commands.provider('20999999990')).notificationAddresses;
    const other = visitorOf(house.app);
    await other.signIn(house.people.respondent);
    const foreignToken = /name="_csrf" value="([\w-]+)"/.exec((await other.get('/panel')).body)?.[1] ?? '';
    const refused = await Promise.all([
      visitor.post(url, { _csrf: '', avisos: 'a@b.pe' }),
      visitor.post(url, { _csrf: foreignToken, avisos: 'a@b.pe' }),
    ]);
    expect(refused.map(({ statusCode }) => statusCode)).toEqual([403, 403]);
    await visitor.get('/panel');
    const token = /name="_csrf" value="([\w-]+)"/.exec((await visitor.get('/panel/ajustes')).body)?.[1] ?? '';
    for (const headers of [{ origin: 'https://otro.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const response = await visitor.raw({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: `_csrf=${token}&avisos=a%40b.pe`,
      });
      expect(response.statusCode).toBe(403);
    }
    expect((await house.commands.provider('20999999990')).notificationAddresses).toEqual(before);
  });
});

describe('the second factor of an administrator', () => {
  it('is set up before anything else, asked at the door, opens once a code, and gives way to a recovery code', async () => {
    const { people, staff } = house;
    const visitor = visitorOf(house.app);
    await visitor.signIn(people.foreigner);
    for (const url of ['/panel', '/panel/reclamos?plazo=2', '/panel/cuenta', '/panel/ajustes', '/panel/reclamos.csv']) {
      const { statusCode, headers } = await visitor.get(url);
      expect([url, statusCode]).toEqual([url, 303]);
      expect(headers.location).toMatch(/^\/panel\/segundo-factor\/activar(?:\?volver=|$)/);
    }
    const refused = await visitor.post('/panel/ajustes/llaves', { rol: 'admin', etiqueta: 'X' });
    expect(refused.headers.location).toBe('/panel/segundo-factor/activar');
    const page = await visitor.get('/panel/segundo-factor/activar?volver=%2Fpanel%2Freclamos');
    expect(page.body).toMatch(/<img class="qr" src="data:image\/png;base64,/);
    expect(page.body).toContain('action="/panel/salir"');
    const secret = (/aplicación: <code>([A-Z2-7 ]+)</.exec(page.body)?.[1] ?? '').replaceAll(' ', '');
    const elsewhere = visitorOf(house.app);
    await elsewhere.signIn(people.foreigner);
    expect((await visitor.post('/panel/segundo-factor/activar', { codigo: '000000' })).statusCode).toBe(422);
    const before = visitor.cookie();
    const confirmed = await visitor.post('/panel/segundo-factor/activar', {
      codigo: codeAt(secret, house.now()),
      volver: '/panel/reclamos',
    });
    const codes = codesIn(confirmed.body);
    expect(codes).toHaveLength(10);
    expect(confirmed.body).toContain('href="/panel/reclamos">Ya los guardé');
    expect(visitor.cookie()).not.toBe(before);
    expect((await visitor.get('/panel')).statusCode).toBe(200);
    // A session that only the password opened is worth nothing now.
    expect((await elsewhere.get('/panel')).headers.location).toBe('/panel/entrar');

    const door = visitorOf(house.app);
    const half = await door.signIn(people.foreigner);
    expect(half.headers.location).toContain('/panel/segundo-factor');
    expect((await door.get('/panel')).statusCode).toBe(303);
    await door.get('/panel/segundo-factor');
    const used = await door.post('/panel/segundo-factor', { codigo: codeAt(secret, house.now()) });
    expect(used.statusCode).toBe(401); // the code that enrolled opens nothing again
    house.setClock(later(1));
    await door.get('/panel/segundo-factor');
    const opened = await door.post('/panel/segundo-factor', { codigo: codeAt(secret, house.now()) });
    expect(opened.statusCode).toBe(303);
    expect((await door.get('/panel')).statusCode).toBe(200);

    const [first = ''] = codes;
    expect(await passWith(first.toUpperCase())).toBe('in');
    expect(await passWith(first)).toBe('wrong');
    const { rows } = await house.pool.query('SELECT totp_secret FROM app.staff_accounts WHERE totp_secret IS NOT NULL');
    expect(String(rows[0]?.totp_secret)).not.toContain(secret);
    const kept = await house.pool.query('SELECT code_hash FROM app.staff_recovery_codes');
    expect(kept.rows).toHaveLength(9);
    expect(kept.rows.map(({ code_hash }) => String(code_hash)).join()).not.toContain(codes[1]);

    const wrong = await door.post('/panel/cuenta/segundo-factor/codigos', { 'clave-codigos': 'no es' });
    expect(wrong.statusCode).toBe(422);
    const { password } = people.foreigner;
    const renewed = await door.post('/panel/cuenta/segundo-factor/codigos', { 'clave-codigos': password });
    expect(codesIn(renewed.body)).toHaveLength(10);
    expect(await passWith(codes[1] ?? '')).toBe('wrong');
    // Another phone: without the old one there is no way but to set up the new.
    await door.get('/panel/cuenta');
    const changed = await door.post('/panel/cuenta/segundo-factor/quitar', { 'clave-quitar': password });
    expect(changed.headers.location).toBe('/panel/segundo-factor/activar');
    expect((await door.get('/panel')).headers.location).toBe('/panel/segundo-factor/activar');
    house.setClock(NOW);

    async function passWith(code: string): Promise<string> {
      const half = await staff.signIn(people.foreigner);
      if (half.outcome !== 'second-factor') throw new Error(half.outcome);
      return (await staff.passSecondFactor(half.token, code)).outcome;
    }
  });

  it('is asked of who becomes one, in the session that is open', async () => {
    const person = await hire(house.staff, FOREIGN_RUC, 'viewer', 'Vera Foránea');
    const visitor = visitorOf(house.app);
    await visitor.signIn(person);
    expect((await visitor.get('/panel')).statusCode).toBe(200);
    await house.commands.onProvider(
      FOREIGN_RUC,
      (state) => changeStaffRole(state, { staffId: person.staffId, role: 'admin' }),
      caller('operator'),
    );
    expect((await visitor.get('/panel')).headers.location).toBe('/panel/segundo-factor/activar');
  });

  it('is taken off by a colleague where the phone is lost, which the log tells', async () => {
    const { staff, people } = house;
    const lost = await hire(staff, RUC, 'respondent', 'Perla Perdida');
    await enrol(staff, lost, house.now());
    const theirs = visitorOf(house.app);
    expect((await theirs.signIn(lost)).headers.location).toContain('/panel/segundo-factor');
    const respondent = visitorOf(house.app);
    await respondent.signIn(people.respondent);
    await respondent.get('/panel');
    const url = '/panel/ajustes/equipo/segundo-factor';
    expect((await respondent.post(url, { persona: lost.staffId })).statusCode).toBe(403);
    const admin = visitorOf(house.app);
    await admin.signIn(people.admin);
    expect((await admin.get('/panel/ajustes/equipo')).body).toContain('Perdió el teléfono');
    expect((await admin.post(url, { persona: people.foreigner.staffId })).statusCode).toBe(422);
    expect((await admin.post(url, { persona: lost.staffId })).headers.location).toContain('hecho=segundo-factor');
    expect((await theirs.signIn(lost)).headers.location).toBe('/panel');
    const line =
      house
        .logged()
        .split('\n')
        .find((each) => each.includes('second factor taken off')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ staffId: lost.staffId, by: people.admin.staffId, ruc: RUC });
  });
});

function codesIn(body: string): string[] {
  return [...body.matchAll(/<code>([0-9a-z]{5}-[0-9a-z]{5})<\/code>/g)].map(([, code]) => code ?? '');
}

describe('an invitation', () => {
  it('lets somebody choose a password, once', async () => {
    const admin = visitorOf(house.app);
    await admin.signIn(house.people.admin);
    await admin.get('/panel/ajustes/equipo');
    const made = await admin.post('/panel/ajustes/equipo', {
      nombre: 'Nueva Persona',
      correo: 'nueva@bazar.example',
      rol: 'viewer',
      formulario: 'una-vez',
    });
    const link = /\/panel\/invitacion\/[\w-]{43}/.exec(made.body)?.[0] ?? '';
    const guest = visitorOf(house.app);
    expect((await guest.get(link)).body).toContain('nueva@bazar.example');
    expect((await guest.post(link, { nueva: 'corta', repetida: 'corta' })).statusCode).toBe(422);
    const chosen = { nueva: 'otras cuatro palabras sueltas', repetida: 'otras cuatro palabras sueltas' };
    expect((await guest.post(link, chosen)).headers.location).toBe('/panel/entrar?hecho=clave');
    expect((await guest.get(link)).statusCode).toBe(404);
    const signedIn = await guest.signIn({ email: 'nueva@bazar.example', password: chosen.nueva });
    expect(signedIn.statusCode).toBe(303);
  });
});

describe('changing the password', () => {
  it('asks for the present one, and ends the other sessions', async () => {
    const [here, there] = [visitorOf(house.app), visitorOf(house.app)];
    const { email, password } = house.people.viewer;
    await here.signIn({ email, password });
    await there.signIn({ email, password });
    await here.get('/panel/cuenta');
    const next = 'cinco palabras nuevas de verdad';
    const wrong = await here.post('/panel/cuenta/clave', { actual: 'no es', nueva: next, repetida: next });
    expect(wrong.statusCode).toBe(422);
    const done = await here.post('/panel/cuenta/clave', { actual: password, nueva: next, repetida: next });
    expect(done.headers.location).toBe('/panel/cuenta?hecho=clave');
    expect((await here.get('/panel')).statusCode).toBe(200);
    expect((await there.get('/panel')).statusCode).toBe(303);
  });
});
