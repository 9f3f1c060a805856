import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDocument, dniOfRuc, documentTypes, isKnownRucPrefix, isValidRuc } from './index.ts';

describe('a RUC', () => {
  it.each(['10254824220', '20133840533', '20131312955'])('%s passes its check digit', (ruc) => {
    expect(isValidRuc(ruc)).toBe(true);
  });

  it.each([
    '20601234567',
    '202031312',
    '20133840534',
    '2013384053',
    '201338405330',
    ' 20133840533',
    '2013384053a',
    '２０１３３８４０５３３',
    '',
  ])('%j does not', (ruc) => {
    expect(isValidRuc(ruc)).toBe(false);
  });

  it('has exactly one check digit for every ten first digits, so that one mistyped digit is nearly always found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000, max: 2_099_999_999 }), fc.nat(9), fc.nat(9), (body, at, digit) => {
        const valid = Array.from({ length: 10 }, (_, check) => `${body}${check}`).filter(isValidRuc);
        expect(valid.length).toBe(1);
        const [ruc = ''] = valid;
        const mistyped = `${ruc.slice(0, at)}${digit}${ruc.slice(at + 1)}`;
        // Two of the eleven remainders are both written 1 and cannot be told apart.
        if (mistyped !== ruc && isValidRuc(mistyped)) expect(ruc[10]).toBe('1');
      }),
    );
  });

  it('of a natural person holds the DNI', () => {
    expect(dniOfRuc('10254824220')).toBe('25482422');
    expect(dniOfRuc('20133840533')).toBeUndefined();
    expect(dniOfRuc('10254824221')).toBeUndefined();
  });

  it.each([
    ['10', true],
    ['15', true],
    ['16', true],
    ['17', true],
    ['20', true],
    ['30', false],
    ['00', false],
  ])('prefix %s is known: %s', (prefix, known) => {
    expect(isKnownRucPrefix(`${prefix}133840533`)).toBe(known);
  });
});

describe('a document that is odd is warned about, never refused', () => {
  it.each([
    ['DNI', '25482422', []],
    ['DNI', '00123456', []],
    ['DNI', ' 25482422 ', []],
    ['DNI', '2548242', ['document/dni-not-eight-digits']],
    ['DNI', '25482422-5', ['document/dni-not-eight-digits']],
    ['DNI', '2548242A', ['document/dni-not-eight-digits']],
    ['CE', '001234567', []],
    ['CE', '12345', ['document/ce-unusual']],
    ['CE', '1234567890123', ['document/ce-unusual']],
    ['PASAPORTE', 'AB123456', []],
    ['PASAPORTE', 'AB-123456', ['document/passport-unusual']],
    ['RUC', '20133840533', []],
    ['RUC', '20601234567', ['document/ruc-check-digit']],
    ['RUC', '202031312', ['document/ruc-not-eleven-digits']],
    ['RUC', '30133840539', ['document/ruc-prefix-unknown']],
    ['OTRO', 'PTP 123 / 2026', []],
    ['OTRO', '', []],
  ] as const)('%s %j: %j', (type, number, codes) => {
    expect(checkDocument(type, number)).toEqual(codes.map((code) => ({ code, field: 'documentNumber' })));
  });

  it('names the field that it was given', () => {
    expect(checkDocument('DNI', '1', 'guardian.documentNumber')).toEqual([
      { code: 'document/dni-not-eight-digits', field: 'guardian.documentNumber' },
    ]);
  });

  it('whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...documentTypes),
        fc.oneof(fc.string(), fc.constantFrom('\0', '\ud800', '\u202e12345678', '😀😀😀😀')),
        (type, number) => {
          expect(checkDocument(type, number).length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
