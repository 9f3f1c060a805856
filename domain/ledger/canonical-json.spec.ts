import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, NotCanonical } from './canonical-json.ts';

describe('canonical JSON (RFC 8785)', () => {
  // Without its 1E30, which is canonical there and refused here.
  it('writes the example of §3.2.4', () => {
    const value: unknown = JSON.parse(
      String.raw`{"numbers": [333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`.replace(
        '1E30, ',
        '',
      ),
    );
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('orders keys by UTF-16 code units, as §3.2.3 does', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const value = Object.fromEntries(keys.map((key) => [key, 0]));
    expect(Object.keys(JSON.parse(canonicalJson(value)) as object)).toHaveLength(7);
    expect(canonicalJson(value)).toBe('{"\\r":0,"1":0,"\u0080":0,"ö":0,"€":0,"😀":0,"\ufb33":0}');
  });

  it.each([
    [{ b: 1, a: { d: 2, c: [] } }, '{"a":{"c":[],"d":2},"b":1}'],
    [{ 10: 'b', 9: 'a', A: 0 }, '{"10":"b","9":"a","A":0}'], // JavaScript itself would put 9 first
    [JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
    [JSON.parse('{"toJSON":1}'), '{"toJSON":1}'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    [-0, '0'],
    [1e-7, '1e-7'],
    [2 ** 53 - 1, '9007199254740991'],
    ['', '""'],
    [[], '[]'],
    [{}, '{}'],
    [null, 'null'],
    ['\u2028\u007f\b\f\t\u001f', '"\u2028\u007f\\b\\f\\t\\u001f"'],
    ['n\u0303', '"n\u0303"'], // not normalised
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([
    ['undefined', undefined],
    ['a member that is undefined', { a: undefined }],
    ['a hole in a list', new Array(2)],
    ['a function', () => 1],
    ['a toJSON', { toJSON: () => 1 }],
    ['a symbol', Symbol('a')],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['bytes', new Uint8Array(2)],
    ['a boxed string', new String('a')],
    ['not a number', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['2^53', 2 ** 53],
    ['-2^53', -(2 ** 53)],
    ['a whole number that was rounded', JSON.parse('12345678901234567890')],
    ['1e30', 1e30],
    ['a high surrogate alone', 'a\ud800'],
    ['a low surrogate alone', ['\udc00b']],
    ['a lone surrogate beside an escape', '"\ud800'],
    ['a lone surrogate in a key', { '\ud800': 1 }],
    ['surrogates that only meet in the text', ['\ud83d', '\ude00']],
  ])('refuses %s', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(NotCanonical);
  });

  it('refuses what is nested too deep, and what holds itself', () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(canonicalJson(nested(100))).toHaveLength(200);
    expect(() => canonicalJson(nested(101))).toThrow(NotCanonical);
    const self: Record<string, unknown> = {};
    self['self'] = self;
    expect(() => canonicalJson(self)).toThrow(NotCanonical);
  });

  it('says nothing of the value in its errors', () => {
    expect(() => canonicalJson({ secret: 'x\ud800' })).toThrow(/^a lone surrogate$/);
  });

  it('is one text for one value, whatever order it came in, and reads back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(!beyond(value));
        const text = canonicalJson(value);
        const back: unknown = JSON.parse(text);
        expect(back).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(back)).toBe(text);
        expect(canonicalJson(reversed(back))).toBe(text);
      }),
    );
  });

  it('takes anything without any other error', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true }), (value) => {
        try {
          JSON.parse(canonicalJson(value));
        } catch (error) {
          expect(error).toBeInstanceOf(NotCanonical);
        }
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

/** Whether there is a whole number in it that has no canonical text. */
function beyond(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(beyond);
}
