import { describe, expect, it } from 'vitest';
import { type Fields, noFields, submissionOf } from './fields.ts';
import { readSheet } from './sheet-body.ts';
import { oddities } from './warnings.ts';

const complete: Fields = {
  ...noFields,
  nombre: ' Rosa Quispe Mamani ',
  numeroDocumento: '25482422',
  correo: ' rosa@correo.example',
  bien: 'product',
  monto: 'S/ 1,249.9',
  descripcion: 'Licuadora',
  tipo: 'reclamo',
  detalle: 'Se malogró.\nAl tercer día.',
  pedido: 'Que la cambien.',
  respuesta: 'email',
};
const errorsOf = (fields: Fields) => {
  const read = readSheet(fields);
  return read.ok ? {} : Object.fromEntries(read.errors.map(({ campo, texto }) => [campo, texto]));
};

describe('what was typed, as a sheet', () => {
  it('becomes the body of the API', () => {
    const read = readSheet(complete);
    expect(read).toMatchObject({
      ok: true,
      body: {
        type: 'reclamo',
        consumer: { name: 'Rosa Quispe Mamani', documentType: 'DNI', email: 'rosa@correo.example' },
        good: { kind: 'product', amount: { value: '1249.90', currency: 'PEN' } },
        detail: 'Se malogró.\nAl tercer día.',
      },
    });
  });

  it('asks for the legal minimum and for what the format can not do without, in the order of the form', () => {
    const read = readSheet(noFields);
    expect(read.ok ? [] : read.errors.map(({ campo }) => campo)).toEqual([
      'nombre',
      'numeroDocumento',
      'domicilio',
      'bien',
      'tipo',
      'detalle',
      'respuesta',
    ]);
  });

  it('takes a sheet without amount, description, request and telephone', () => {
    expect(readSheet({ ...complete, monto: '', descripcion: '', pedido: '', telefono: '' }).ok).toBe(true);
  });

  it('takes an address or an e-mail, whichever; one that does not fit the chosen medium is only warned of', () => {
    const warned = (fields: Fields) => {
      const read = readSheet(fields);
      return read.ok ? oddities(read.body) : ['refused'];
    };
    expect(warned({ ...complete, correo: '', domicilio: 'Jr. Uno 1', respuesta: 'letter' })).toEqual([]);
    expect(warned({ ...complete, correo: '', domicilio: 'Jr. Uno 1' })).toEqual([expect.stringContaining('su correo')]);
    expect(warned({ ...complete, respuesta: 'letter' })).toEqual([expect.stringContaining('su domicilio')]);
    expect(errorsOf({ ...complete, correo: '' })).toHaveProperty('domicilio');
  });

  it('asks a minor for a parent or guardian, and only a minor', () => {
    expect(errorsOf({ ...complete, menor: 'si' })).toHaveProperty('apoderadoNombre');
    expect(readSheet({ ...complete, menor: 'si', apoderadoNombre: 'Ana Mamani' })).toMatchObject({
      body: { consumer: { minor: true, guardian: { name: 'Ana Mamani' } } },
    });
    expect(readSheet({ ...complete, apoderadoNombre: 'Ana Mamani' })).toMatchObject({ ok: true });
  });

  it('takes the currency that is written beside the amount, whatever the list says', () => {
    expect(readSheet({ ...complete, monto: 'US$ 100' })).toMatchObject({
      body: { good: { amount: { value: '100.00', currency: 'USD' } } },
    });
  });

  it('says how long a text may be, and what in it cannot be kept', () => {
    expect(errorsOf({ ...complete, detalle: 'a'.repeat(4001) })['detalle']).toContain('4000');
    expect(errorsOf({ ...complete, nombre: 'a\u0000b' })['nombre']).toContain('no se pueden guardar');
    expect(errorsOf({ ...complete, nombre: 'a\nb' })['nombre']).toContain('una sola línea');
  });

  it('does not fall for choices that the form does not have', () => {
    expect(
      Object.keys(errorsOf({ ...complete, tipo: 'otro', bien: 'x', tipoDocumento: 'x', respuesta: 'sms' })),
    ).toEqual(['tipoDocumento', 'bien', 'tipo', 'respuesta']);
  });
});

describe('a post of the form', () => {
  it('counts text only, and of a repeated field the first', () => {
    const { fields, attachments } = submissionOf({
      nombre: ['a', 'b'],
      detalle: 'x\r\ny\rz',
      correo: 4,
      adjunto: ['r', 1, ''],
    });
    expect(fields).toMatchObject({ nombre: 'a', detalle: 'x\ny\nz', correo: '' });
    expect(attachments).toEqual(['r']);
  });

  it('survives what is no form at all', () => {
    for (const body of [undefined, null, 'x', 4, []]) expect(submissionOf(body).fields.nombre).toBe('');
    expect(submissionOf(JSON.parse('{"__proto__":{"nombre":"x"}}')).fields.nombre).toBe('');
  });
});
