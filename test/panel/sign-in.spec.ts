import { codeAt } from '@foja/web/staff/one-time-codes.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller } from '../support/commands.ts';
import { visitorOf } from './browser-of-http.ts';
import { NOW, openPanelHouse, type PanelHouse } from './house.ts';

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

describe('the second factor', () => {
  it('is enrolled with a code, asked at the door, opens once a code, and gives way to a recovery code', async () => {
    const { people, staff } = house;
    const visitor = visitorOf(house.app);
    await visitor.signIn(people.foreigner);
    await visitor.get('/panel/cuenta');
    await visitor.post('/panel/cuenta/segundo-factor');
    const page = await visitor.get('/panel/cuenta');
    expect(page.body).toMatch(/<img class="qr" src="data:image\/png;base64,/);
    const secret = (/aplicación: <code>([A-Z2-7 ]+)</.exec(page.body)?.[1] ?? '').replaceAll(' ', '');
    expect((await visitor.post('/panel/cuenta/segundo-factor/codigo', { codigo: '000000' })).statusCode).toBe(422);
    const confirmed = await visitor.post('/panel/cuenta/segundo-factor/codigo', {
      codigo: codeAt(secret, house.now()),
    });
    const codes = [...confirmed.body.matchAll(/<code>([0-9a-z]{5}-[0-9a-z]{5})<\/code>/g)].map(
      ([, code]) => code ?? '',
    );
    expect(codes).toHaveLength(10);

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
    const recovered = await staff.signIn(people.foreigner);
    if (recovered.outcome !== 'second-factor') throw new Error(recovered.outcome);
    expect((await staff.passSecondFactor(recovered.token, first.toUpperCase())).outcome).toBe('in');
    const again = await staff.signIn(people.foreigner);
    if (again.outcome !== 'second-factor') throw new Error(again.outcome);
    expect((await staff.passSecondFactor(again.token, first)).outcome).toBe('wrong');
    const { rows } = await house.pool.query('SELECT totp_secret FROM app.staff_accounts WHERE totp_secret IS NOT NULL');
    expect(String(rows[0]?.totp_secret)).not.toContain(secret);
    house.setClock(NOW);
  });
});

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
