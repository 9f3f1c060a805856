import type { Renderer } from '@foja/documents';
import { backupContent, posterContent } from '@foja/documents/content.ts';
import { providerView } from '@foja/documents/views/provider.ts';
import { accepted, offered, responded } from '@foja/domain/claim/examples.ts';
import { baseLaw, regimeById } from '@foja/domain/deadline/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filedClaim } from './claims.ts';
import { contentFor, print, startRenderer } from './printing.ts';
import { readPdf } from './reading.ts';

let renderer: Renderer;
beforeAll(async () => {
  renderer = await startRenderer();
});
afterAll(() => renderer.close());

const provider = { legalName: 'Comercial Los Ejemplos S.A.C.', ruc: '20999999990' };
const book = { establishment: 'Tienda Lince', code: 'LIN-01' };

describe('the notice of Anexo II', () => {
  it.each(['virtual', 'físico'] as const)('says the official words for a %s book, on one page', async (bookKind) => {
    const { text, info, fonts } = await readPdf(
      await print(renderer, await posterContent({ bookKind, provider, book })),
    );
    expect(text).toContain('Libro de Reclamaciones Conforme a lo establecido');
    expect(text).toContain(
      `Conforme a lo establecido en el Código de Protección y Defensa del Consumidor este establecimiento cuenta con un Libro de Reclamaciones (${bookKind}) a tu disposición. Solicítalo para registrar una queja o reclamo`,
    );
    expect(text).toContain('En caso de negativa de entrega del libro escribe a libroreclamaciones@indecopi.gob.pe');
    expect(info['Pages']).toBe('1');
    expect(fonts.every(({ name, embedded }) => embedded && name.includes('Arimo'))).toBe(true);
  });

  it('puts the provider and the address of the book below the official block', async () => {
    const url = 'https://libro.losejemplos.example/libro/losejemplos/lin-01';
    const { text } = await readPdf(
      await print(renderer, await posterContent({ bookKind: 'virtual', provider, book, url })),
    );
    const end = text.indexOf('libroreclamaciones@indecopi.gob.pe');
    for (const own of [provider.legalName, provider.ruc, book.code, url])
      expect(text.indexOf(own)).toBeGreaterThan(end);
  });
});

describe('the answer letter', () => {
  it('says to whom, about what, what and why', async () => {
    const words = { outcome: 'refused', text: 'No procede.\n\nLo sentimos.', grounds: 'La garantía venció.' } as const;
    const content = await contentFor({ kind: 'answer' }, filedClaim({}, responded(words)));
    const { text, info } = await readPdf(await print(renderer, content));
    for (const part of [
      'Respuesta a la Hoja de Reclamación N.º 000000001-2026',
      'Reclamo presentado el 05/10/2026',
      '12 de octubre de 2026',
      'Rosa Quispe Mamani',
      'No se acepta lo pedido No procede. Lo sentimos.',
      'Fundamento La garantía venció.',
      'acudir al INDECOPI',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('BORRADOR');
    expect(info['Tagged']).toBe('yes');
  });

  it('goes where it is sent, whatever was asked for', async () => {
    const consumer = { ...filedClaim().state.filed.consumer, email: 'rosa@correo.example', address: 'Jr. Uno 1' };
    const claim = filedClaim({ consumer, responseMedium: 'email' }, responded({ medium: 'letter' }));
    const { views } = await contentFor({ kind: 'answer' }, claim);
    expect(views).toMatchObject([{ consumer: { address: 'Jr. Uno 1' }, medium: 'por carta' }]);
  });
});

describe('the computation sheet', () => {
  it('shows every day, counted or not, and why', async () => {
    const content = await contentFor({ kind: 'computation' }, filedClaim({}, offered(), accepted));
    const { text } = await readPdf(await print(renderer, content));
    expect(text).toContain('jueves 29 de octubre de 2026');
    expect(text).toContain('08/10/2026 jueves no feriado: Combate de Angamos');
    expect(text).toContain('12/10/2026 lunes no suspendido por ofrecimiento (art. 6-A.2(b), DS 101-2022-PCM)');
    expect(text).toContain('29/10/2026 jueves 15 día hábil 15 (vencimiento)');
    expect(text).toContain('pe-2026-11');
    expect(text).not.toContain('Rosa');
  });
});

describe('blank sheets of the Libro de Respaldo', () => {
  const regime = regimeById(baseLaw, 'general-2022-08-17');
  const of = { provider: providerView(filedClaim().state.filed), year: 2026 };

  it('come numbered, in three copies each, one page a copy', async () => {
    if (regime === undefined) throw new Error('the law has lost its regime');
    const { text, info } = await readPdf(await print(renderer, backupContent({ ...of, regime, from: 8, to: 10 })));
    expect(info['Pages']).toBe('9');
    for (const number of ['000000008-2026', '000000009-2026', '000000010-2026']) {
      expect(text.split(number).length - 1).toBe(3);
    }
    for (const recipient of ['CONSUMIDOR', 'PROVEEDOR', 'INDECOPI']) {
      expect(text.split(`Destinatario: ${recipient}`).length - 1).toBe(3);
    }
    expect(text).toContain('LIBRO DE RECLAMACIONES DE');
  });

  it.each([
    [0, 1],
    [5, 4],
    [1, 51],
    [1.5, 2],
    [999_999_999, 1_000_000_000],
  ])('refuse the range %d to %d', (from, to) => {
    if (regime === undefined) throw new Error('the law has lost its regime');
    expect(() => backupContent({ ...of, regime, from, to })).toThrow(RangeError);
  });
});
