import type { Renderer } from '@foja/documents';
import { contentOf } from '@foja/documents/content.ts';
import { accepted, filed, offered, rejected, responded, viewed } from '@foja/domain/claim/examples.ts';
import { baseLaw, legends } from '@foja/domain/deadline/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimOf, filedClaim, numbered } from './claims.ts';
import { contentFor, FOLLOW_URL, print, startRenderer, VERIFY_URL } from './printing.ts';
import { type ReadPdf, readPdf } from './reading.ts';

let renderer: Renderer;
beforeAll(async () => {
  renderer = await startRenderer();
});
afterAll(() => renderer.close());

async function sheet(claim = filedClaim(), copy: 'consumer' | 'provider' | 'indecopi' = 'consumer'): Promise<ReadPdf> {
  return readPdf(await print(renderer, await contentFor({ kind: 'sheet', copy }, claim)));
}

describe('the Hoja de Reclamación as a PDF', () => {
  it('has the blocks and fields of Anexo I in their order, and what was entered', async () => {
    const { text } = await sheet(
      filedClaim({
        consumer: {
          name: 'Rosa Quispe Ñahui',
          documentType: 'DNI',
          documentNumber: '01234567',
          address: 'Jr. Puno 220, Lima',
          email: 'rosa@correo.example',
          phone: '999 888 777',
          minor: true,
          guardian: { name: 'Juana Ñahui', documentType: 'DNI', documentNumber: '07654321' },
        },
        good: { kind: 'service', description: 'Internet en casa', amount: { value: '1234.50', currency: 'PEN' } },
      }),
    );
    const inOrder = [
      'LIBRO DE RECLAMACIONES',
      'HOJA DE RECLAMACIÓN',
      'FECHA:',
      'Nº 000000001-2026',
      'Comercial Los Ejemplos S.A.C.',
      'RUC: 20999999990',
      'ESTABLECIMIENTO: Tienda Lince, Av. Arequipa 1234, Lince, Lima',
      'CÓDIGO DE IDENTIFICACIÓN: LIN-01',
      '1. IDENTIFICACIÓN DEL CONSUMIDOR RECLAMANTE',
      'NOMBRE: Rosa Quispe Ñahui',
      'DOMICILIO: Jr. Puno 220, Lima',
      'DNI / CE: DNI 01234567',
      'TELÉFONO / E-MAIL: 999 888 777 / rosa@correo.example',
      'PADRE O MADRE: Juana Ñahui (DNI 07654321)',
      '2. IDENTIFICACIÓN DEL BIEN CONTRATADO',
      'MONTO RECLAMADO: S/ 1,234.50',
      'DESCRIPCIÓN: Internet en casa',
      '3. DETALLE DE LA RECLAMACIÓN Y PEDIDO DEL CONSUMIDOR',
      'DETALLE: La licuadora dejó de funcionar al tercer día.',
      'PEDIDO: Que la cambien por otra.',
      'FIRMA DEL CONSUMIDOR: Conformidad expresa del consumidor, en reemplazo de la firma (art. 4-B)',
      '4. OBSERVACIONES Y ACCIONES ADOPTADAS POR EL PROVEEDOR',
      'FECHA DE COMUNICACIÓN DE LA RESPUESTA:',
      'FIRMA DEL PROVEEDOR:',
    ];
    expect(positionsIn(text, inOrder)).toEqual([...positionsIn(text, inOrder)].sort((a, b) => a - b));
    for (const part of inOrder) expect(text).toContain(part);
    expect(text).toContain('RECLAMO: Disconformidad relacionada a los productos');
    expect(text).toContain('QUEJA: Disconformidad no relacionada');
    expect(text).toContain('Respuesta solicitada por: correo electrónico');
    expect(text).toMatch(/SERVICIO X/);
    expect(text).toMatch(/RECLAMO1 X/);
    expect(text).not.toMatch(/QUEJA2 X/);
    expect(text).toMatch(/FECHA: 05 10 2026|DÍA MES AÑO.*05 10 2026/);
  });

  it('prints the legends in force on the day of filing', async () => {
    const now = await sheet();
    expect(now.text).toContain(`* ${legends.otherWays}`);
    expect(now.text).toContain(`* ${legends.fifteenBusinessDays}`);
    expect(now.text).toContain('según el D. S. 101-2022-PCM');
    const then = await sheet(claimOf(filed({ filedAt: '2021-03-10T10:00:00-05:00' }), numbered(7, 2021)));
    expect(then.text).toContain(`* ${legends.thirtyCalendarDays}`);
    expect(then.text).toContain('anterior al D. S. 101-2022-PCM');
    expect(then.text).not.toContain('improrrogable');
    expect(then.text).toContain('09/04/2021 (30 días calendario)');
  });

  it('names its recipient; only the consumer’s copy carries the link to follow the claim', async () => {
    const consumer = await sheet(filedClaim(), 'consumer');
    expect(consumer.text).toContain('Destinatario: CONSUMIDOR');
    expect(consumer.text).toContain(FOLLOW_URL);
    for (const copy of ['provider', 'indecopi'] as const) {
      const other = await sheet(filedClaim(), copy);
      expect(other.text).toContain(`Destinatario: ${copy === 'provider' ? 'PROVEEDOR' : 'INDECOPI'}`);
      expect(other.text).not.toContain('seguimiento');
    }
  });

  it('tells the consumer where to check a copy, by a link that says nothing of the claim', async () => {
    const consumer = await sheet(filedClaim(), 'consumer');
    expect(consumer.text).toContain(`Compruebe esta copia en: ${VERIFY_URL}`);
    expect(consumer.text).toMatch(/Seguimiento.*Comprobación/);
    const claim = filedClaim();
    const of = { law: baseLaw, followUrl: undefined, verifyUrl: VERIFY_URL };
    const withoutLink = await contentOf({ kind: 'sheet', copy: 'consumer', withoutLink: true }, claim, of);
    const { text } = await readPdf(await print(renderer, withoutLink));
    expect(text).toContain(VERIFY_URL);
    expect(text).toMatch(/Comprobación/);
    expect(text).not.toContain('seguimiento');
    expect(text).not.toContain('Seguimiento');
    expect((await sheet(filedClaim(), 'provider')).text).not.toContain(VERIFY_URL);
  });

  it('fills section 4 with offers, agreement and answer', async () => {
    const settled = await sheet(filedClaim({}, viewed, offered(), accepted));
    expect(settled.text).toContain('Ofrecimiento 1 Comunicado a distancia el 09/10/2026, por correo electrónico');
    expect(settled.text).toContain('ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO');
    expect(settled.text).toContain('de forma expresa en línea el 13/10/2026');
    const refusal = { outcome: 'refused', text: 'No procede.', grounds: 'La garantía venció.' } as const;
    const answered = await sheet(filedClaim({}, offered(), rejected, responded(refusal)));
    expect(answered.text).toContain('Estado: no aceptado por el consumidor el 13/10/2026');
    expect(answered.text).toContain(
      'Respuesta: no se acepta lo pedido Comunicada el 12/10/2026, por correo electrónico',
    );
    expect(answered.text).toContain('No procede. Fundamento: La garantía venció.');
    expect(answered.text).toContain('FIRMA DEL PROVEEDOR: Comercial Los Ejemplos S.A.C.');
    expect(answered.text).not.toContain('ACUERDO ACEPTADO');
    const answeredMeanwhile = await sheet(filedClaim({}, offered(), responded()));
    expect(answeredMeanwhile.text).toContain('Estado: terminado por la respuesta del proveedor');
    expect(answeredMeanwhile.text).not.toContain('pendiente de respuesta');
  });

  it('keeps the box that was ticked where the content decided otherwise, and says so', async () => {
    const deadline = { regimeId: 'general-2022-08-17', lawVersion: 'pe-2026-11', dueOn: '2026-10-27' };
    const data = { from: 'queja', to: 'reclamo', reason: 'Pide un cambio de producto.', deadline } as const;
    const { text } = await sheet(filedClaim({ type: 'queja' }, { type: 'ClaimReclassified', data }));
    expect(text).toMatch(/QUEJA2 X/);
    expect(text).toContain('Se tramita como RECLAMO por su contenido (Reglamento, art. 6)');
  });

  it('is tagged, in Spanish, titled, by the provider, with every font inside, and fits one page', async () => {
    const content = await contentFor({ kind: 'sheet', copy: 'consumer' }, filedClaim());
    const pdf = await print(renderer, content);
    const { info, fonts, structure } = await readPdf(pdf);
    expect(info).toMatchObject({
      Tagged: 'yes',
      Title: 'Hoja de Reclamación N.º 000000001-2026',
      Author: 'Comercial Los Ejemplos S.A.C.',
      JavaScript: 'no',
      Pages: '1',
    });
    expect(info['Page size']).toContain('A4');
    expect(info['Subject']).toContain('CONSUMIDOR');
    expect(pdf.toString('latin1')).toContain('/Lang (es-PE)');
    expect(pdf.toString('latin1')).toContain('/DisplayDocTitle true');
    expect(pdf.toString('latin1')).toContain('/Outlines');
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toEqual({ name: expect.stringContaining('Arimo'), embedded: true });
    expect(structure).toContain('H1');
    expect(structure.match(/H2/g)?.length).toBe(4);
  });
});

function positionsIn(text: string, parts: readonly string[]): number[] {
  return parts.map((part) => text.indexOf(part));
}
