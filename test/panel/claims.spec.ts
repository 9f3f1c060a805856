import { createHash, randomUUID } from 'node:crypto';
import { attachDescargos, attachEvidence } from '@foja/domain/claim/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from '../indecopi/zip.ts';
import { caller, RUC } from '../support/commands.ts';
import type { Visitor } from './browser-of-http.ts';
import { fileAt } from './claims.ts';
import { FOREIGN_RUC, NOW, openPanelHouse, type PanelHouse } from './house.ts';
import { HOSTILE, type Scene, stage } from './scene.ts';
import { signedIn } from './signed-in.ts';

let house: PanelHouse;
let scene: Scene;
let admin: Visitor;
let respondent: Visitor;
let viewer: Visitor;
let foreigner: Visitor;
beforeAll(async () => {
  house = await openPanelHouse();
  scene = await stage(house);
  [admin, respondent, viewer, foreigner] = await Promise.all([
    signedIn(house, 'admin'),
    signedIn(house, 'respondent'),
    signedIn(house, 'viewer'),
    signedIn(house, 'foreigner'),
  ]);
});
afterAll(() => house?.close());

const page = (claimId: string) => `/panel/reclamos/${claimId}`;
const hidden = (body: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
const seen = async (visitor: Visitor, claimId: string) => {
  const { body } = await visitor.get(page(claimId));
  return { revision: hidden(body, 'revision'), formulario: randomUUID() };
};
const answer = {
  'respuesta-sentido': 'accepted',
  'respuesta-texto': 'Cambiaremos el producto el lunes 26 en su domicilio, sin costo, y le devolveremos el envío.',
  'respuesta-medio': 'email',
};

describe('the home page', () => {
  it('counts what is due, and says what to do first', async () => {
    const { body } = await viewer.get('/panel');
    const counted = Object.fromEntries(
      [...body.matchAll(/data-counter="(\w+)">(\d+)</g)].map(([, name, n]) => [name, n]),
    );
    expect(counted).toMatchObject({ vencidos: '1', dos: '1', suspendidos: '1', indecopi: '1' });
    expect(body).toContain('Hay 1 reclamo vencido. Respóndalo hoy');
    expect(body).toContain('Carta 123-2026/GSF');
    expect(body.indexOf('pantalla rota')).toBeLessThan(body.indexOf('La lavadora gotea'));
  });

  it('draws its charts without a script, and has their values as tables', async () => {
    const { body } = await viewer.get('/panel');
    expect(body.match(/<svg viewBox="0 0 480 200" role="img"/g)).toHaveLength(4);
    expect(body).toContain('<th scope="row">12/10/2026</th><td class="n">2</td><td class="n">1</td>');
  });
});

describe('the list', () => {
  it.each([
    ['plazo=vencidos', ['overdue']],
    ['plazo=2', ['dueSoon']],
    ['plazo=suspendidos', ['suspended']],
    ['plazo=cerrados', ['answered']],
    ['tipo=queja', ['queja']],
    ['texto=lavadora', ['dueSoon']],
    ['texto=lavadora&plazo=vencidos', []],
    ['numero=1-2026', ['overdue']],
    ['desde=2026-10-19&hasta=2026-10-19', ['fresh']],
    ['estado=answered', ['answered']],
    [
      'plazo=%3Cscript%3E&desde=ayer&libro=x',
      Object.keys({ overdue: 1, dueSoon: 1, dueInFive: 1, fresh: 1, queja: 1, suspended: 1, answered: 1, hostile: 1 }),
    ],
  ])('%s', async (query, expected) => {
    const { body } = await viewer.get(`/panel/reclamos?${query}`);
    const found = [...body.matchAll(/class="claim-row[^>]*><a href="\/panel\/reclamos\/([\w-]+)"/g)].map(
      ([, id]) => id,
    );
    expect(found.sort()).toEqual(expected.map((name) => scene[name as keyof Scene]).sort());
  });

  it('shows nothing of another firm', async () => {
    expect((await foreigner.get('/panel/reclamos')).body).toContain('Todavía no hay reclamos.');
  });

  it('keeps filters under a name, for that person alone', async () => {
    await viewer.get('/panel/reclamos?plazo=vencidos');
    await viewer.post('/panel/vistas', { consulta: 'plazo=vencidos', nombre: 'Lo urgente' });
    expect((await viewer.get('/panel/reclamos')).body).toContain('Lo urgente');
    expect((await admin.get('/panel/reclamos')).body).not.toContain('Lo urgente');
  });

  it('keeps no name and no document that was searched for: they would outlive an erasure', async () => {
    const words = 'plazo=vencidos&texto=Zenobia&documento=07654321&tipo=reclamo';
    expect((await viewer.get(`/panel/reclamos?${words}`)).body).toContain('Sin las palabras ni el documento');
    await viewer.post('/panel/vistas', { consulta: words, nombre: 'Con nombre' });
    const { rows } = await house.pool.query<{ query: string }>(
      `SELECT query FROM app.staff_saved_views WHERE name = 'Con nombre'`,
    );
    expect(rows).toEqual([{ query: 'plazo=vencidos&tipo=reclamo' }]);
  });

  it('is a CSV whose cells begin no formula', async () => {
    const response = await viewer.get('/panel/reclamos.csv');
    expect(response.headers['content-disposition']).toBe('attachment; filename="reclamos-2026-10-20.csv"');
    expect(response.body.match(/\r\n/g)).toHaveLength(9);
    expect(response.body).toContain(`"'=1+1"`);
    expect(response.body).not.toMatch(/"\d{4}-\d\d-\d\d"/); // dates as people here write them
    expect(response.body).toContain(`"'=HYPERLINK(""https`);
    expect(response.body).not.toMatch(/(?:^|,)"[=+\-@]/m);
  });

  it('is a workbook whose cells are text', async () => {
    const response = await viewer.get('/panel/reclamos.xlsx?plazo=vencidos');
    expect(response.rawPayload.subarray(0, 2).toString()).toBe('PK');
    expect(response.headers['content-type']).toContain('spreadsheetml');
    const parts = await filesOf((await viewer.get('/panel/reclamos.xlsx')).rawPayload);
    expect([...parts.keys()].toSorted()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    const sheet = parts.get('xl/worksheets/sheet1.xml')?.toString() ?? '';
    const total = await house.pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM proj_register.claims WHERE ruc = $1',
      [RUC],
    );
    expect(sheet.match(/<row>/g)).toHaveLength((total.rows[0]?.n ?? 0) + 1);
    expect(sheet).not.toMatch(/<f>|<script|<t xml:space="preserve">[=+\-@]/);
    expect(sheet.match(/<c t="(?!inlineStr)/)).toBeNull();
  });
});

/** The consumer's answer on paper, as the provider scanned it. */
const signedPaper = {
  evidenceId: '7d9d0f0e-6a1b-4c56-9d3a-0f8f3f1f2a77',
  by: 'provider',
  fileName: 'respuesta-firmada.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 1000,
  sha256: 'ab'.repeat(32),
  bytes: 'kept',
} as const;

describe('a claim', () => {
  it('of another firm is not there, in any way', async () => {
    for (const url of ['', '/hoja', '/prueba/x'])
      expect((await foreigner.get(page(scene.fresh) + url)).statusCode).toBe(404);
    await foreigner.get('/panel');
    for (const action of ['respuesta', 'respuesta/revisar', 'ofrecimiento', 'ampliacion', 'recalificacion', 'prueba']) {
      expect((await foreigner.post(`${page(scene.fresh)}/${action}`, answer)).statusCode).toBe(404);
    }
  });

  it('is seen by the first look of who may answer, and not by a viewer’s', async () => {
    await viewer.get(page(scene.fresh));
    expect((await house.commands.claim(scene.fresh))?.state.viewed).toBe(false);
    await respondent.raw({ method: 'GET', url: page(scene.fresh), headers: { 'sec-purpose': 'prefetch' } });
    expect((await house.commands.claim(scene.fresh))?.state.viewed).toBe(false);
    await respondent.get(page(scene.fresh));
    const claim = await house.commands.claim(scene.fresh);
    expect(claim?.state.viewed).toBe(true);
    expect(claim?.history.at(-1)?.metadata.actor).toEqual({ role: 'respondent', id: house.people.respondent.staffId });
    const { revision } = claim ?? {};
    await admin.get(page(scene.fresh));
    expect((await house.commands.claim(scene.fresh))?.revision).toBe(revision);
  });

  it('says of a term that is over that it is over', async () => {
    expect((await viewer.get(page(scene.overdue))).body).toContain('Venció el <strong>');
    expect((await viewer.get(page(scene.dueSoon))).body).toContain('Vence el <strong>');
  });

  it('shows what people wrote as text', async () => {
    const { body } = await viewer.get(page(scene.hostile));
    expect(body).not.toContain('<script>alert');
    expect(body).not.toContain('<svg onload');
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(body).toContain(HOSTILE.match(/\{\{.*/)?.[0]);
  });

  it('gives a viewer nothing to change it with', async () => {
    const { body } = await viewer.get(page(scene.dueSoon));
    expect(body).not.toContain('/respuesta/revisar');
    for (const action of ['respuesta', 'ofrecimiento', 'ampliacion', 'recalificacion', 'prueba', 'copia/1']) {
      expect((await viewer.post(`${page(scene.dueSoon)}/${action}`, answer)).statusCode).toBe(403);
    }
  });

  it('can’t be given more time, and says by which norm', async () => {
    const { body } = await respondent.get(page(scene.dueSoon));
    expect(body).toContain('El plazo es improrrogable.');
    expect(body).toMatch(/Lo impide: [^<]*31435/);
    const tried = await respondent.post(`${page(scene.dueSoon)}/ampliacion`, { 'ampliar-motivo': 'Falta personal' });
    expect(tried.statusCode).toBe(409);
    expect(tried.body).toContain('Falta personal');
  });

  it('is offered a solution, which stops its clock', async () => {
    const claimId = await fileAt(house, 'to-offer', '2026-10-13T10:00:00-05:00');
    const form = { ...(await seen(respondent, claimId)), 'oferta-modo': 'remote', 'oferta-medio': 'email' };
    const blank = await respondent.post(`${page(claimId)}/ofrecimiento`, form);
    expect(blank.statusCode).toBe(422);
    expect(blank.body).toContain('Qué se ofrece: no puede estar vacío');
    const made = await respondent.post(`${page(claimId)}/ofrecimiento`, { ...form, 'oferta-texto': 'Un cambio.' });
    expect(made.headers.location).toBe(`${page(claimId)}?hecho=ofrecimiento`);
    expect((await respondent.get(page(claimId))).body).toContain('En pausa hasta el');
    expect((await respondent.get(page(claimId))).body).toContain('un archivo anterior a este ofrecimiento no vale');
    const sign = async () => respondent.post(`${page(claimId)}/ofrecimiento/1/firma`, await seen(respondent, claimId));
    expect((await sign()).body).toContain('se registra tras adjuntarla');
    expect((await house.commands.claim(claimId))?.state.settledOn).toBeUndefined();
    await house.commands.onClaim(claimId, (claim) => attachEvidence(claim, signedPaper), caller('respondent'));
    await sign();
    expect((await house.commands.claim(claimId))?.state.settledOn).toBe('2026-10-20');
  });

  it.each([
    ['prueba', 'archivo', 'EvidenceAttached'],
    ['descargos', 'descargos', 'DescargosAttached'],
  ])('gets a file by its form %s, whose bytes are kept here', async (form, field, type) => {
    const claimId = await fileAt(house, `to-attach-${form}`, '2026-10-13T10:00:00-05:00');
    const boundary = 'limite';
    const pdf = `%PDF-1.4\n1 0 obj<</Title(${claimId})>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n`;
    const { body } = await admin.get(page(claimId));
    const fields = { _csrf: hidden(body, '_csrf'), revision: hidden(body, 'revision'), formulario: randomUUID() };
    const parts = [
      ...Object.entries(fields).map(([name, value]) => `name="${name}"\r\n\r\n${value}`),
      `name="${field}"; filename="carta.pdf"\r\ncontent-type: application/pdf\r\n\r\n${pdf}`,
    ];
    const sent = parts.map((part) => `--${boundary}\r\ncontent-disposition: form-data; ${part}\r\n`).join('');
    const done = await admin.raw({
      method: 'POST',
      url: `${page(claimId)}/${form}`,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: `${sent}--${boundary}--\r\n`,
    });
    expect(done.statusCode).toBe(303);
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    expect(await house.files.has(sha256)).toBe(true);
    const last = (await house.commands.claim(claimId))?.history.findLast(({ event }) => event.type === type);
    expect(last?.event.data).toMatchObject({ fileName: 'carta.pdf', sha256, bytes: 'kept' });
  });

  it('says of a file that was only named that it was not handed in, and offers no download', async () => {
    const claimId = await fileAt(house, 'to-name', '2026-10-13T10:00:00-05:00');
    const named = { ...signedPaper, evidenceId: randomUUID(), fileName: 'citado.pdf', bytes: 'named-only' } as const;
    for (const evidence of [signedPaper, named]) {
      await house.commands.onClaim(claimId, (claim) => attachEvidence(claim, evidence), caller('respondent'));
    }
    const { evidenceId: _id, by: _by, ...file } = named;
    const descargos = { ...file, descargosId: randomUUID(), fileName: 'informe.pdf' };
    await house.commands.onClaim(claimId, (claim) => attachDescargos(claim, descargos), caller('admin'));
    const words = 'se citó por su huella SHA-256: el archivo no se entregó aquí';
    const { body } = await respondent.get(page(claimId));
    expect(body).toContain('<li>citado.pdf ');
    expect(body).toContain('<li>informe.pdf ');
    expect(body.split(words)).toHaveLength(3);
    expect(body).not.toContain(named.evidenceId);
    expect(body).not.toContain(descargos.descargosId);
    expect((await admin.get(`/panel/indecopi/hojas/${claimId}`)).body).toContain(words);
    // What was kept keeps its link; that its bytes are gone is an error.
    const kept = `${page(claimId)}/prueba/${signedPaper.evidenceId}`;
    expect(body).toContain(`href="${kept}"`);
    expect((await respondent.get(kept)).statusCode).toBe(404);
  });

  it('that is a queja is treated as a reclamo, with a reason', async () => {
    const form = await seen(respondent, scene.queja);
    const done = await respondent.post(`${page(scene.queja)}/recalificacion`, {
      ...form,
      'recalificar-motivo': 'Trata del cobro.',
    });
    expect(done.statusCode).toBe(303);
    const { body } = await respondent.get(page(scene.queja));
    expect(body).toContain('el consumidor marcó Queja');
  });

  it('is given to Indecopi', async () => {
    const done = await respondent.post(`${page(scene.dueSoon)}/copia/1`, {
      ...(await seen(respondent, scene.dueSoon)),
      'copia-medio': 'email',
    });
    expect(done.statusCode).toBe(303);
    expect((await house.commands.claim(scene.dueSoon))?.state.copyRequests[0]?.delivered).toBe(true);
  });
});

describe('an answer', () => {
  it('is written, seen as a letter, ticked point by point, and sent once', async () => {
    const claimId = scene.dueSoon;
    const form = { ...answer, ...(await seen(respondent, claimId)) };
    const letter = await respondent.post(`${page(claimId)}/respuesta/revisar`, form);
    expect(letter.statusCode).toBe(200);
    // The same words as the letter that goes out.
    const printed = (await respondent.post(`${page(claimId)}/respuesta/carta`, form)).body;
    for (const words of [
      'Respuesta a la Hoja de Reclamación N.º 000000002-2026',
      'Reclamo presentado el',
      'puede acudir al INDECOPI',
    ]) {
      expect(printed).toContain(words);
      expect(letter.body).toContain(words);
    }
    expect(letter.body).toContain('Que me devuelvan los S/ 80 del envío');
    expect((await house.commands.claim(claimId))?.state.response).toBeUndefined();

    const unticked = await respondent.post(`${page(claimId)}/respuesta`, { ...form, 'punto-1': 'si' });
    expect(unticked.statusCode).toBe(422);
    expect(unticked.body).toContain(
      'Falta confirmar: respondí a este punto del pedido («Que me devuelvan los S/ 80 del envío»)',
    );
    expect(unticked.body).toContain('id="punto-1" name="punto-1" value="si" checked');

    const back = await respondent.post(`${page(claimId)}/respuesta/corregir`, form);
    expect(back.body).toContain(answer['respuesta-texto']);

    const ticked = { ...form, 'punto-1': 'si', 'punto-2': 'si', 'sin-pago': 'si', medio: 'si' };
    const [first, second] = [
      await respondent.post(`${page(claimId)}/respuesta`, ticked),
      await respondent.post(`${page(claimId)}/respuesta`, ticked),
    ];
    expect(first.headers.location).toBe(`${page(claimId)}?hecho=respuesta`);
    expect(second.headers.location).toBe(first.headers.location); // the same form twice is the same answer
    const claim = await house.commands.claim(claimId);
    expect(claim?.state.response).toMatchObject({ outcome: 'accepted', late: false, medium: 'email' });
    expect(claim?.history.filter(({ event }) => event.type === 'ClaimResponded')).toHaveLength(1);
  });

  it('that refuses needs its grounds', async () => {
    const form = { ...answer, ...(await seen(respondent, scene.fresh)), 'respuesta-sentido': 'refused' };
    const refused = await respondent.post(`${page(scene.fresh)}/respuesta/revisar`, form);
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('Falta fundamentar la negativa');
    expect(refused.body).toContain(answer['respuesta-texto']);
  });

  it('to a claim that somebody changed meanwhile is kept, and what changed is told', async () => {
    const claimId = await fileAt(house, 'contested', '2026-10-14T10:00:00-05:00');
    const form = { ...answer, ...(await seen(respondent, claimId)) };
    const offer = { 'oferta-modo': 'in-person', 'oferta-texto': 'Un vale.', ...(await seen(admin, claimId)) };
    await admin.post(`${page(claimId)}/ofrecimiento`, offer);
    const ticked = { ...form, 'punto-1': 'si', 'sin-pago': 'si', medio: 'si' };
    const conflict = await respondent.post(`${page(claimId)}/respuesta`, ticked);
    expect(conflict.statusCode).toBe(412);
    expect(conflict.body).toContain('Alguien cambió este reclamo mientras usted escribía');
    expect(conflict.body).toContain('Ana Ficticia: Se ofreció una solución en persona');
    expect(conflict.body).toContain(answer['respuesta-texto']);
    const revision = hidden(conflict.body, 'revision');
    const again = await respondent.post(`${page(claimId)}/respuesta`, {
      ...ticked,
      revision,
      formulario: randomUUID(),
    });
    expect(again.statusCode).toBe(303);
  });
});

describe('an answer to a claim that somebody else has answered meanwhile', () => {
  it('is not sent, and not lost', async () => {
    const claimId = await fileAt(house, 'answered-twice', '2026-10-14T10:00:00-05:00');
    const mine = { ...answer, ...(await seen(respondent, claimId)), 'punto-1': 'si', 'sin-pago': 'si', medio: 'si' };
    const theirs = { ...mine, ...(await seen(admin, claimId)), 'respuesta-texto': 'Otra respuesta, igual de buena.' };
    expect((await admin.post(`${page(claimId)}/respuesta`, theirs)).statusCode).toBe(303);
    const late = await respondent.post(`${page(claimId)}/respuesta`, mine);
    expect(late.statusCode).toBe(412);
    expect(late.body).toContain('Ana Ficticia: Se respondió');
    expect(late.body).toContain('Lo que usted había escrito');
    expect(late.body).toContain(answer['respuesta-texto']);
  });
});

describe('what is printed', () => {
  it('is there without a browser, as a page of its own', async () => {
    for (const name of ['hoja', 'carta', 'computo']) {
      const response = await viewer.get(`${page(scene.answered)}/${name}`);
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-security-policy']).toContain("default-src 'none'");
      expect((await foreigner.get(`${page(scene.answered)}/${name}`)).statusCode).toBe(404);
    }
    const pdf = await viewer.get(`${page(scene.answered)}/hoja.pdf`);
    expect(pdf.statusCode).toBe(503);
    expect(pdf.body).toContain('El PDF todavía no está listo');
  });

  it('is, for a letter not sent yet, the letter as it would go out', async () => {
    const form = { ...answer, ...(await seen(respondent, scene.overdue)) };
    const letter = await respondent.post(`${page(scene.overdue)}/respuesta/carta`, form);
    expect(letter.statusCode).toBe(200);
    expect(letter.body).toContain(answer['respuesta-texto']);
  });
});

describe('SIREC', () => {
  it('is given a file, and told once', async () => {
    await house.settled();
    const { body } = await respondent.get('/panel/sirec');
    expect(body).toContain('últimos 180 días');
    const records = [...body.matchAll(/name="registros" value="([^"]+)" checked/g)].map(([, value]) => value ?? '');
    const mine = records.filter((value) => value.startsWith(scene.answered) || value.startsWith(scene.overdue));
    expect(mine).toHaveLength(2);
    const file = await respondent.post('/panel/sirec/archivo', { registros: mine });
    expect(file.body.split('\r\n')).toHaveLength(3);
    expect(file.body.split('\r\n')[0]?.split('|')).toHaveLength(18);
    const form = { registros: mine, subido: 'si', reportes: hidden(body, 'reportes'), formulario: 'una-vez' };
    expect((await respondent.post('/panel/sirec/reportado', { ...form, subido: '' })).statusCode).toBe(422);
    for (let twice = 0; twice < 2; twice += 1) {
      expect((await respondent.post('/panel/sirec/reportado', form)).headers.location).toBe('/panel/sirec?hecho=si');
    }
    const stale = await admin.post('/panel/sirec/reportado', { ...form, formulario: 'otra' });
    expect(stale.body).toContain('Otra persona registró un reporte mientras tanto');
    const after = (await respondent.get('/panel/sirec')).body;
    expect(after).not.toContain(scene.answered);
    expect(after).not.toContain(`${scene.overdue}@`); // it comes back with its answer
    const events = await house.store.read(`sirec-20999999990`);
    expect(events).toHaveLength(1);
  });

  it('takes no claim of another firm', async () => {
    const claimId = await fileAt(house, 'theirs', NOW, { bookId: house.foreignBookId });
    const file = await respondent.post('/panel/sirec/archivo', { registros: [`${claimId}@1`] });
    expect(file.statusCode).toBe(422);
    expect((await house.commands.claim(claimId))?.state.filed.ruc).toBe(FOREIGN_RUC);
  });
});

describe('the logs', () => {
  it('name nobody', async () => {
    await house.commands.provider('20999999990');
    for (const secret of ['Rosa', '01234567', 'rosa@correo', 'lavadora', 'Ana Ficticia']) {
      expect(house.logged()).not.toContain(secret);
    }
  });
});
