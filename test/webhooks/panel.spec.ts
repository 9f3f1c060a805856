import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Visitor } from '../panel/browser-of-http.ts';
import { openPanelHouse, type PanelHouse } from '../panel/house.ts';
import { signedIn } from '../panel/signed-in.ts';
import { answering, fine, openReceiver, type Receiver } from './receiver.ts';

/** What an administrator does about webhooks, in pages that need no JavaScript. */

let house: PanelHouse;
let receiver: Receiver;
let admin: Visitor;
const URL_ = '/panel/ajustes/webhooks';

beforeAll(async () => {
  [house, receiver] = await Promise.all([openPanelHouse(), openReceiver()]);
  admin = await signedIn(house, 'admin');
});
afterAll(async () => {
  await house.close();
  await receiver.close();
});

let webhookPath = '';

it('a webhook is added, and its secret shown this once', async () => {
  await admin.get(URL_);
  const added = await admin.post(URL_, { direccion: receiver.url, cuales: 'todos', desde: 'ahora' });
  const [secret] = /whsec_[A-Za-z0-9+/&#;x]+=*/.exec(added.body) ?? [];
  expect(secret).toBeDefined();
  webhookPath = /\/panel\/ajustes\/webhooks\/[0-9a-f-]{36}/.exec(added.body)?.[0] ?? '';
  for (const path of [URL_, webhookPath]) {
    const { body, statusCode } = await admin.get(path);
    expect(statusCode).toBe(200);
    expect(body).not.toContain('whsec_');
    expect(body).toContain(receiver.url);
  }
  expect(house.logged()).not.toContain('whsec_');
});

it('what is wrong is said beside what was typed', async () => {
  await admin.get(URL_);
  for (const [form, text] of [
    [{ direccion: 'ftp://erp.example' }, 'escriba una dirección web'],
    [{ direccion: 'https://ana:secreta@erp.example/' }, 'sin usuario ni contraseña'],
    [{ direccion: receiver.url, cuales: 'algunos' }, 'Elija al menos un hecho'],
    [{ direccion: receiver.url, desde: 'numero', numero: '999' }, 'El feed todavía no llega a ese número'],
  ] as const) {
    const { statusCode, body } = await admin.post(URL_, { cuales: 'todos', desde: 'ahora', ...form });
    expect([form, statusCode]).toEqual([form, 422]);
    expect(body).toContain(text);
    expect(body).toContain(form.direccion);
  }
});

it('a test is sent, and its answer told', async () => {
  await admin.get(webhookPath);
  const before = receiver.received.length;
  expect((await admin.post(`${webhookPath}/probar`, {})).headers.location).toContain('hecho=probado');
  expect(receiver.received.slice(before)).toMatchObject([{ event: { type: 'foja.webhook.test.v1' } }]);
  receiver.behave(answering(503));
  await admin.get(webhookPath);
  const failed = await admin.post(`${webhookPath}/probar`, {});
  expect([failed.statusCode, failed.body]).toEqual([422, expect.stringContaining('respondió 503')]);
  receiver.behave(fine);
});

it('it is paused, resumed, sent again and given another secret', async () => {
  const done = async (act: string, form: Record<string, string> = {}) => {
    await admin.get(webhookPath);
    const answer = await admin.post(`${webhookPath}/${act}`, form);
    return answer.headers.location === undefined
      ? answer.body
      : (await admin.get(String(answer.headers.location))).body;
  };
  expect(await done('pausar')).toContain('Reanudar</button>');
  expect(await done('reanudar')).toContain('Pausar</button>');
  expect(await done('desde', { numero: '0' })).toContain('Se envía de nuevo desde ese número');
  expect(await done('desde', { numero: 'x' })).toContain('Escriba un número de mensaje');
  expect(await done('desde', { numero: '5' })).toContain('El feed todavía no llega a ese número');
  expect(await done('reintentar')).toContain('Se reintenta ahora');
  expect(await done('omitir', { numero: '1' })).toContain('se dio por perdido');
  const rotated = await done('secreto');
  expect(rotated).toContain('whsec_');
  expect((await admin.get(webhookPath)).body).toContain('firma también hasta el');
});

it('nobody else sees it or does anything about it', async () => {
  for (const who of ['respondent', 'viewer'] as const) {
    const visitor = await signedIn(house, who);
    expect((await visitor.get(URL_)).statusCode).toBe(403);
    expect((await visitor.get(webhookPath)).statusCode).toBe(403);
    expect((await visitor.post(`${webhookPath}/pausar`, {})).statusCode).toBe(403);
  }
  expect((await admin.get(`${URL_}/${randomUUID()}`)).statusCode).toBe(404);
  expect((await admin.get(`${URL_}/..%2f`)).statusCode).toBe(404);
});

it('it is removed', async () => {
  await admin.get(webhookPath);
  const { headers } = await admin.post(`${webhookPath}/quitar`, {});
  expect((await admin.get(String(headers.location))).body).toContain('No hay ninguno');
  expect((await admin.get(webhookPath)).statusCode).toBe(404);
});
