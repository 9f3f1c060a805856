import type { Claim } from '@foja/commands/commands.ts';
import { describe, expect, it } from 'vitest';
import { FIELDS, fileOf, isReportable, recordOf } from './record.ts';

const filed = {
  claimId: '5d9f3c52-4f0e-4b57-9a52-6f3b8f4d1a05',
  filedAt: '2026-10-05T23:30:00-05:00',
  consumer: { name: 'Rosa Ficticia', documentType: 'DNI', documentNumber: '01234567', email: 'rosa@correo.example' },
  good: { kind: 'product', amount: { value: '249.90', currency: 'PEN' } },
  detail: 'No enciende.',
  request: undefined as string | undefined,
};
const number = { correlative: 12, year: 2026, sheetNumber: '000000012-2026' };

function claimWith(change: Partial<typeof filed> = {}, state: object = {}): Claim {
  return {
    state: { filed: { ...filed, ...change }, number, type: 'reclamo', offers: [], response: undefined, ...state },
    history: [],
    revision: 1,
  } as unknown as Claim;
}

describe('a record of SIREC', () => {
  it('has its eighteen fields in order, blank ones kept', () => {
    const record = recordOf(claimWith(), '000123');
    expect(fileOf([record])).toBe(
      '000123|000000012|2026|2026-10-05|Rosa Ficticia|rosa@correo.example|01234567||rosa@correo.example||P|249.90 PEN||R|No enciende.|||\r\n',
    );
    expect(record.fields).toHaveLength(18);
    expect(record.answered).toBe(false);
  });

  it('holds the answer, its grounds, and the day it was told', () => {
    const response = { text: 'Se cambia.', grounds: 'Garantía.', communicatedAt: '2026-10-20T10:00:00-05:00' };
    const { fields, answered } = recordOf(claimWith({}, { response }), '000123');
    expect(fields.slice(16)).toEqual(['2026-10-20', 'Se cambia. Garantía.']);
    expect(answered).toBe(true);
  });

  it('holds the agreement that ended the claim', () => {
    const history = [{ event: { type: 'SettlementOffered', data: { offerNumber: 1, text: 'Un cambio.' } } }];
    const claim = {
      ...claimWith({}, { settledOn: '2026-10-10', offers: [{ offerNumber: 1, status: 'accepted' }] }),
      history,
    };
    const { fields } = recordOf(claim as unknown as Claim, '000123');
    expect(fields.slice(16)).toEqual(['2026-10-10', 'ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO. Un cambio.']);
  });

  it('loses separators and line breaks, and says so', () => {
    const record = recordOf(claimWith({ detail: 'Una línea|\r\notra\u2028y otra\t|fin' }), '000123');
    expect(record.fields[14]).toBe('Una línea otra y otra fin');
    expect(record.fields.join('').includes('|')).toBe(false);
    expect(record.remarks.map(({ texto }) => texto).join()).toContain('se quitó «|»');
    expect(isReportable(record)).toBe(true);
  });

  it('cuts long text between characters, never in the middle of one', () => {
    const { fields, remarks } = recordOf(claimWith({ detail: `${'a'.repeat(3_999)}😀fin` }), '000123');
    expect(fields[14]).toBe('a'.repeat(3_999));
    expect(fields[14]?.isWellFormed()).toBe(true);
    expect(remarks.map(({ texto }) => texto).join()).toContain('se recortó a 4000');
  });

  it.each([
    ['no site code', claimWith(), undefined],
    [
      'a document longer than eleven',
      claimWith({ consumer: { ...filed.consumer, documentNumber: 'ABC123456789' } }),
      '000123',
    ],
    ['no number yet', claimWith({}, { number: undefined }), '000123'],
  ])('can’t be reported with %s', (_why, claim, site) => {
    expect(isReportable(recordOf(claim, site))).toBe(false);
  });

  it('respects every limit', () => {
    const long = 'x'.repeat(12_000);
    const consumer = {
      name: long,
      documentType: 'DNI',
      documentNumber: '01234567',
      address: long,
      phone: long,
      email: 'a@b.pe',
    };
    const claim = claimWith({
      consumer,
      detail: long,
      request: long,
      good: { kind: 'product', description: long } as never,
    });
    const { fields } = recordOf(claim, '000123');
    for (const [index, { max }] of FIELDS.entries()) expect(fields[index]?.length).toBeLessThanOrEqual(max);
  });
});
