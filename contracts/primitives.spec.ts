import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDate, email, instant, money, ruc, sha256, sheetNumber, uuid } from './primitives.ts';

const codes = (schema: { safeParse(value: unknown): { error?: { issues: { message: string }[] } } }, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

describe('an e-mail', () => {
  it.each(['rosa@correo.example ', ' rosa@correo.example', '\trosa@correo.example\r\n', '\u00a0rosa@correo.example'])(
    'is trimmed, as names are: %j',
    (value) => {
      expect(email.parse(value)).toBe('rosa@correo.example');
    },
  );

  it('is still an e-mail, and short', () => {
    for (const value of ['', ' ', 'rosa', 'rosa @correo.example', 'a@b.pe c@d.pe', 7, undefined]) {
      expect(codes(email, value)).toEqual(['email/invalid']);
    }
    expect(codes(email, `${'x'.repeat(80)}@correo.example`)).toEqual(['text/too-long']);
    expect(codes(email, `${' '.repeat(80)}rosa@correo.example`)).toEqual([]);
  });
});

describe('money', () => {
  const amount = (value: unknown) => money.safeParse({ value, currency: 'PEN' });

  it.each([
    ['249.90', '249.90'],
    ['249.9', '249.90'],
    ['249', '249.00'],
    ['0', '0.00'],
    ['0.05', '0.05'],
    ['999999999999.99', '999999999999.99'],
  ])('%s is kept as %s', (value, kept) => {
    expect(amount(value).data).toEqual({ value: kept, currency: 'PEN' });
  });

  it.each([
    '-1',
    '+1',
    '−1',
    '1e3',
    '1E3',
    '249.900',
    '0.001',
    'NaN',
    'Infinity',
    '-Infinity',
    '0249.90',
    '00',
    '.5',
    '5.',
    '1,5',
    '1,000.00',
    '1 000',
    ' 1',
    '1 ',
    '1\n',
    '',
    'S/ 5',
    '0x10',
    '٢٤٩',
    '２４９',
    '1000000000000',
    '1'.repeat(1_000_000),
  ])('%j is refused', (value) => {
    expect(amount(value).error?.issues.map(({ message, path }) => [message, path])).toEqual([
      ['money/invalid', ['value']],
    ]);
  });

  it.each([249.9, Number.NaN, Number.POSITIVE_INFINITY, 10n, null, ['1']])(
    'a value that is no string is refused',
    (value) => {
      expect(amount(value).success).toBe(false);
    },
  );

  it('is soles, dollars or euros', () => {
    expect(codes(money, { value: '1', currency: 'USD' })).toEqual([]);
    expect(codes(money, { value: '1', currency: 'pen' })).toEqual(['money/currency']);
    expect(codes(money, { value: '1' })).toEqual(['money/currency']);
  });

  it('once kept, is kept as it is, and never loses a cent', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 99_999_999_999_999n }), (cents) => {
        const value = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
        expect(amount(value).data?.value).toBe(value);
      }),
    );
  });
});

describe('a date', () => {
  it.each(['2026-10-05', '2024-02-29', '2000-02-29', '2026-12-31'])('%s exists', (date) => {
    expect(civilDate.parse(date)).toBe(date);
  });

  it.each([
    '2026-02-29',
    '2026-02-30',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-10-00',
    '2026-10-32',
    '2026-1-5',
    '26-10-05',
    '05/10/2026',
    '2026-10-05T00:00:00Z',
    '2026-10-05\n',
    ' 2026-10-05',
    '+002026-10-05',
    '٢٠٢٦-١٠-٠٥',
    '',
  ])('%j does not', (date) => {
    expect(codes(civilDate, date)).toEqual(['date/invalid']);
  });
});

describe('an instant', () => {
  it.each([
    '2026-10-05T18:42:00-05:00',
    '2026-10-05T23:42:00Z',
    '2026-10-05T23:42:00.123456789Z',
    '1900-01-01T00:00:00Z',
  ])('%s is one', (value) => {
    expect(instant.parse(value)).toBe(value);
  });

  it.each([
    ['without offset', '2026-10-05T18:42:00'],
    ['half an offset', '2026-10-05T18:42:00-05'],
    ['an offset without colon', '2026-10-05T18:42:00-0500'],
    ['an offset of a day', '2026-10-05T18:42:00+24:00'],
    ['without seconds', '2026-10-05T18:42-05:00'],
    ['a date alone', '2026-10-05'],
    ['no such day', '2026-02-30T00:00:00Z'],
    ['no such hour', '2026-10-05T24:00:00Z'],
    ['a leap second', '2026-12-31T23:59:60Z'],
    ['lower case', '2026-10-05t18:42:00z'],
    ['a blank for T', '2026-10-05 18:42:00Z'],
    ['a year before any', '0000-01-01T00:00:00Z'],
    ['a year after all', '9999-12-31T23:59:59-23:59'],
    ['more digits than nanoseconds', '2026-10-05T18:42:00.1234567890Z'],
    ['epoch milliseconds', '1791225720000'],
  ])('%s is none', (_, value) => {
    expect(codes(instant, value)).toEqual(['instant/invalid']);
  });
});

describe('other fields', () => {
  it('are refused by their own code', () => {
    expect(codes(ruc, '202031312')).toEqual(['ruc/invalid']);
    expect(codes(ruc, '２０９９９９９９９９０')).toEqual(['ruc/invalid']);
    expect(codes(ruc, '20999999990\n')).toEqual(['ruc/invalid']);
    expect(codes(sheetNumber, '1-2026')).toEqual(['sheet-number/invalid']);
    expect(codes(sha256, 'A'.repeat(64))).toEqual(['sha256/invalid']);
    expect(codes(uuid, '../../etc/passwd')).toEqual(['id/invalid']);
    expect(codes(email, 'rosa@correo')).toEqual(['email/invalid']);
    expect(codes(email, 'rosa@correo.example\nBcc: otra@correo.example')).toContain('email/invalid');
    expect(codes(email, `${'a'.repeat(64)}@${'b'.repeat(30)}.example`)).toContain('text/too-long');
  });
});
