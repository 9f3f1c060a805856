import { describe, expect, it } from 'vitest';
import { asRecoveryCode, codeAt, enrolmentUri, newRecoveryCodes, newSecret, stepOf } from './one-time-codes.ts';

/** RFC 6238, appendix B: the ASCII secret 12345678901234567890, here in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('one-time codes', () => {
  it.each([
    ['1970-01-01T00:00:59Z', '287082'],
    ['2005-03-18T01:58:29Z', '081804'],
    ['2009-02-13T23:31:30Z', '005924'],
  ])('follow RFC 6238 at %s', (at, code) => {
    expect(codeAt(SECRET, at)).toBe(code);
    expect(stepOf(code, { secret: SECRET, at, lastStep: 0 })).toBe(Math.floor(Date.parse(at) / 30_000));
  });

  it('open with a neighbouring step, and not with one further off', () => {
    const at = '2026-10-05T10:00:00Z';
    const off = (seconds: number) => codeAt(SECRET, new Date(Date.parse(at) + seconds * 1000).toISOString());
    expect(stepOf(off(-30), { secret: SECRET, at, lastStep: 0 })).toBeDefined();
    expect(stepOf(off(30), { secret: SECRET, at, lastStep: 0 })).toBeDefined();
    expect(stepOf(off(-90), { secret: SECRET, at, lastStep: 0 })).toBeUndefined();
  });

  it('open once', () => {
    const at = '2026-10-05T10:00:00Z';
    const code = codeAt(SECRET, at);
    const step = stepOf(code, { secret: SECRET, at, lastStep: 0 }) ?? 0;
    expect(stepOf(code, { secret: SECRET, at, lastStep: step })).toBeUndefined();
  });

  it('take a code with the gap that apps show, and nothing else', () => {
    const at = '2026-10-05T10:00:00Z';
    const code = codeAt(SECRET, at);
    const of = { secret: SECRET, at, lastStep: 0 };
    expect(stepOf(`${code.slice(0, 3)} ${code.slice(3)}`, of)).toBeDefined();
    expect(stepOf('', of)).toBeUndefined();
    expect(stepOf('abcdef', of)).toBeUndefined();
  });

  it('are enrolled by a URI that names the house and the person', () => {
    const uri = enrolmentUri({ secret: newSecret(), account: 'ana@tienda.example' });
    expect(uri).toMatch(/^otpauth:\/\/totp\/Foja:ana%40tienda\.example\?issuer=Foja&secret=[A-Z2-7]{32}&/);
  });
});

describe('recovery codes', () => {
  it('are ten, different, and read however they are typed', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    const [code = ''] = codes;
    expect(code).toMatch(/^[0-9a-hj-km-np-z]{5}-[0-9a-hj-km-np-z]{5}$/);
    expect(asRecoveryCode(` ${code.toUpperCase().replace('-', ' ')} `)).toBe(code);
    expect(asRecoveryCode('123456')).toBeUndefined();
  });
});
