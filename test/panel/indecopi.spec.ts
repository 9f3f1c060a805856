import { createHash } from 'node:crypto';
import { deliverCopy, requestCopy } from '@foja/domain/claim/index.ts';
import { issueGrant, revokeGrant } from '@foja/domain/indecopi/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { made } from '../indecopi/making.ts';
import { caller, RUC } from '../support/commands.ts';
import { type Visitor, visitorOf } from './browser-of-http.ts';
import { fileAt } from './claims.ts';
import { FOREIGN_RUC, NOW, openPanelHouse, type PanelHouse } from './house.ts';
import { signedIn } from './signed-in.ts';

/** What a firm's administrator sees of Indecopi's requests, and how descargos come to a sheet; without JavaScript. */

const GRANT = '7k2m9q4x1z8w';
let house: PanelHouse;
let alone: string;
let inCaseFile: string;
let foreign: string;
let exportId: string;
let foreignExport: string;
let admin: Visitor;

beforeAll(async () => {
  house = await openPanelHouse();
  alone = await fileAt(house, 'alone', '2026-10-05T11:00:00-05:00');
  inCaseFile = await fileAt(house, 'in-a-case-file', '2026-10-06T11:00:00-05:00');
  foreign = await fileAt(house, 'foreign', '2026-10-06T11:00:00-05:00', { bookId: house.foreignBookId });
  await issue();
  const ask = { reference: 'Oficio <b>1</b>-2026', reason: 'Procedimiento <i>sumarísimo</i>' };
  await house.commands.onClaim(alone, (claim, about) => requestCopy(claim, ask, about), official());
  exportId = await request([
    { ruc: RUC, claimId: inCaseFile },
    { ruc: FOREIGN_RUC, claimId: foreign },
  ]);
  foreignExport = await request([{ ruc: FOREIGN_RUC, claimId: foreign }]);
  await made(house.caseFiles, exportId);
  for (const bytes of [undefined, { firstByte: 0, lastByte: 9 }]) {
    const opened = await house.caseFiles.open(exportId, bytes, official());
    if (opened.ok) opened.stream().destroy();
  }
  await house.settled();
  admin = await signedIn(house, 'admin');
});
afterAll(() => house.close());

function official() {
  return { ...caller('indecopi'), actor: { role: 'indecopi', id: GRANT } };
}

async function issue(): Promise<void> {
  const grant = {
    grantId: GRANT,
    official: 'Oficina <b>Ficticia</b> de Lima',
    reference: 'Exp. 812-2026',
    scopes: [{ ruc: RUC }, { ruc: FOREIGN_RUC }],
    secretHash: 'a'.repeat(64),
    expiresAt: '2027-01-01T00:00:00-05:00',
  };
  const around = { now: NOW, isKnown: () => true };
  const result = await house.commands.onOfficial(
    GRANT,
    (state) => issueGrant(state, grant, around),
    caller('operator'),
  );
  if (!result.ok) throw new Error(result.refusal.code);
}

async function request(scopes: { ruc: string; claimId: string }[]): Promise<string> {
  const asked = await house.caseFiles.request(
    {
      requester: { role: 'indecopi', id: GRANT },
      recipient: 'indecopi',
      scopes,
      reference: 'Exp. 812-2026',
      dueOn: undefined,
      pdf: 'printed',
    },
    official(),
  );
  if (!asked.ok) throw new Error(asked.refusal.code);
  return asked.job.exportId;
}

const paths = () => ['/panel/indecopi', `/panel/indecopi/expedientes/${exportId}`, `/panel/indecopi/hojas/${alone}`];

describe('what Indecopi asked for', () => {
  it('is linked from the first page, for who administers', async () => {
    expect((await admin.get('/panel')).body).toContain('href="/panel/indecopi"');
    expect((await (await signedIn(house, 'viewer')).get('/panel')).body).not.toContain('href="/panel/indecopi"');
  });

  it('is all on one page: what, by whom, by when and whose date that is, and what became of it', async () => {
    const { body, statusCode } = await admin.get('/panel/indecopi');
    expect(statusCode).toBe(200);
    expect(body).toContain('Oficio &lt;b&gt;1&lt;/b&gt;-2026');
    expect(body).toContain('Oficina &lt;b&gt;Ficticia&lt;/b&gt; de Lima');
    expect(body).toContain('Procedimiento &lt;i&gt;sumarísimo&lt;/i&gt;');
    expect(body).toContain('viernes 23 de octubre de 2026');
    expect(body).toContain('3 días hábiles desde el pedido (Código, art. 152');
    expect(body).toContain('plazo sin confirmar');
    expect(body).toContain('Por entregar');
    expect(body).toContain('Exp. 812-2026');
    expect(body.match(/20 de octubre de 2026[^<]*\(una parte\)/)).not.toBeNull();
    expect(body).not.toContain(foreignExport);
    expect(body).not.toContain(FOREIGN_RUC);
  });

  it('in a case file of several firms is shown as far as it is this firm’s', async () => {
    const { body } = await admin.get(`/panel/indecopi/expedientes/${exportId}`);
    expect(body).toContain(`/panel/indecopi/hojas/${inCaseFile}`);
    expect(body).not.toContain(foreign);
    expect(body).not.toContain(FOREIGN_RUC);
    expect(body).toContain('Un expediente entregado no cambia');
  });

  it('is delivered when it is, by the history of the sheet', async () => {
    const delivery = { requestNumber: 1, medium: 'letter' } as const;
    const other = await fileAt(house, 'delivered', '2026-10-07T11:00:00-05:00');
    const ask = { reference: 'Oficio 2-2026', dueOn: '2026-10-30' };
    await house.commands.onClaim(other, (claim, about) => requestCopy(claim, ask, about), official());
    await house.commands.onClaim(other, (claim) => deliverCopy(claim, delivery), caller('admin'));
    await house.settled();
    const { body } = await admin.get('/panel/indecopi');
    expect(body.indexOf('Oficio 2-2026')).toBeLessThan(body.indexOf('Oficio &lt;b&gt;1'));
    expect(body).toContain('fecha puesta por Indecopi');
    expect(body).toMatch(/<dt>Entregada<\/dt><dd>20 de octubre de 2026[^<]*arta/);
  });

  it.each([
    ['respondent', [403, 403, 403]],
    ['viewer', [403, 403, 403]],
    ['foreigner', [200, 200, 404]],
  ] as const)('is for %s as far as it is theirs', async (who, expected) => {
    const visitor = await signedIn(house, who);
    const answers = await Promise.all(paths().map((path) => visitor.get(path)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([...expected]);
    for (const { body } of answers) for (const mine of [alone, inCaseFile, RUC]) expect(body).not.toContain(mine);
  });

  it('of another firm is not there', async () => {
    expect((await admin.get(`/panel/indecopi/expedientes/${foreignExport}`)).statusCode).toBe(404);
    expect((await admin.get(`/panel/indecopi/hojas/${foreign}`)).statusCode).toBe(404);
    const nobody = visitorOf(house.app);
    expect((await nobody.get('/panel/indecopi')).headers.location).toContain('/panel/entrar');
  });
});

describe('descargos', () => {
  const url = () => `/panel/indecopi/hojas/${alone}`;

  async function send(fields: Record<string, string>, files: readonly string[] = []) {
    const { body } = await admin.get(url());
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
    const all = { _csrf: hidden('_csrf'), formulario: hidden('formulario'), ...fields };
    const boundary = 'limite';
    const parts = [
      ...Object.entries(all).map(([name, value]) => `content-disposition: form-data; name="${name}"\r\n\r\n${value}`),
      ...files.map(
        (content, at) =>
          `content-disposition: form-data; name="archivos"; filename="f${at}.pdf"\r\ncontent-type: application/pdf\r\n\r\n${content}`,
      ),
    ];
    const payload = `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const again = () => admin.raw({ method: 'POST', url: url(), headers, payload });
    return { reply: await again(), again };
  }

  const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF';

  it('are a statement and files, attached together and once', async () => {
    const typed = { escrito: 'El <b>equipo</b> se cambió\nel 3 de octubre.', referencia: 'Exp. 9' };
    const { reply, again } = await send(typed, [PDF]);
    expect(reply.headers.location).toBe(`${url()}?hecho=descargos`);
    expect((await again()).statusCode).toBe(303);
    const claim = await house.commands.claim(alone);
    const attached = claim?.history.flatMap(({ event }) => (event.type === 'DescargosAttached' ? [event.data] : []));
    expect(attached).toMatchObject([
      { fileName: 'descargos-2026-10-20.txt', mediaType: 'text/plain', reference: 'Exp. 9', bytes: 'kept' },
      { fileName: 'f0.pdf', mediaType: 'application/pdf', reference: 'Exp. 9', bytes: 'kept' },
    ]);
    const { body } = await admin.get(`${url()}?hecho=descargos`);
    expect(body).toContain('Sus descargos quedaron en la hoja');
    const file = await admin.get(`/panel/reclamos/${alone}/descargos/${attached?.[0]?.descargosId}`);
    expect(file.headers['content-type']).toContain('text/plain');
    expect(file.headers['content-disposition']).toContain('attachment');
    expect(file.body).toBe('El <b>equipo</b> se cambió\nel 3 de octubre.\n');
  });

  it('are asked for where there are none, and what was typed stays', async () => {
    const { reply } = await send({ escrito: '  ' });
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain('Escriba sus descargos o elija');
    const broken = await send({ escrito: 'Sí se <i>atendió</i>.' }, ['no es un PDF']);
    expect(broken.reply.statusCode).toBe(422);
    expect(broken.reply.body).toContain('Sí se &lt;i&gt;atendió&lt;/i&gt;.');
    expect((await house.commands.claim(alone))?.state.descargos).toBe(2);
  });

  it('stop at twenty files of a sheet, all of a sending or none', async () => {
    for (let round = 0; round < 9; round += 1) {
      expect((await send({ escrito: `Escrito ${round}` }, [`${PDF} ${round}`])).reply.statusCode).toBe(303);
    }
    const full = await send({ escrito: 'Uno más' });
    expect(full.reply.statusCode).toBe(409);
    expect((await admin.get(url())).body).toContain('Ya no caben más archivos');
    // Nor are its bytes anywhere, where no event names them and no erasure would find them.
    expect(await house.files.has(createHash('sha256').update('Uno más\n').digest('hex'))).toBe(false);
  });
});

it('a case file that nobody may have any more is ended, and the firm is told why', async () => {
  const ended = await request([{ ruc: RUC, claimId: alone }]);
  const revoked = await house.commands.onOfficial(GRANT, (state) => revokeGrant(state), caller('operator'));
  expect(revoked.ok).toBe(true);
  expect((await made(house.caseFiles, ended)).status).toBe('cancelled');
  expect((await admin.get(`/panel/indecopi/expedientes/${ended}`)).body).toContain('terminó el permiso');
});
