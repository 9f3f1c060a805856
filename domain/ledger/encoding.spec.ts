import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64, parseBase64, parseDecimal, utf8, utf8Text } from './encoding.ts';
import { formatBundle, parseBundle } from './entry-bundle.ts';

describe('base 64', () => {
  // RFC 4648 §10
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foobar', 'Zm9vYmFy'],
  ])('of %j is %j', (text, encoded) => {
    expect(base64(utf8(text))).toBe(encoded);
    expect(parseBase64(encoded)).toEqual(utf8(text));
  });

  it.each([
    'Zg',
    'Zg=',
    'Zh==',
    'Zm9',
    'Zm9=',
    'Zm9v ',
    ' Zm9v',
    'Zm9v\n',
    'Zm 9v',
    '-_-_',
    'Zg==Zg==',
    '=',
    '====',
    'é',
  ])('%j is none', (text) => {
    expect(parseBase64(text)).toBeUndefined();
  });

  it('has one spelling for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseBase64(base64(bytes))).toEqual(bytes);
      }),
    );
  });
});

describe('a decimal', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['9007199254740991', 2 ** 53 - 1],
  ])('%s', (text, number) => {
    expect(parseDecimal(text)).toBe(number);
  });

  it.each([
    '',
    '00',
    '01',
    '-1',
    '-0',
    '+1',
    '1.0',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '1\n',
    '١',
    '9007199254740992',
    '9'.repeat(30),
  ])('%j is none', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });
});

describe('UTF-8', () => {
  it('keeps all of a text, its byte order mark as well', () => {
    expect(utf8Text(utf8('\ufeffñ—😀\n'))).toBe('\ufeffñ—😀\n');
  });

  it.each([[[0xff]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xe2, 0x80]]])('%j is none', (bytes) => {
    expect(utf8Text(Uint8Array.from(bytes))).toBeUndefined();
  });

  it('has no lone surrogates', () => {
    expect(utf8Text('\ud800')).toBeUndefined();
  });
});

describe('a bundle of entries', () => {
  it('has each entry after its length, as a big-endian uint16', () => {
    expect(formatBundle([])).toEqual(new Uint8Array(0));
    expect(formatBundle([utf8('ab'), new Uint8Array(0), utf8('c')])).toEqual(
      Uint8Array.of(0, 2, 0x61, 0x62, 0, 0, 0, 1, 0x63),
    );
    expect(formatBundle([new Uint8Array(0x1234)]).subarray(0, 2)).toEqual(Uint8Array.of(0x12, 0x34));
  });

  it('goes there and back, up to the longest entry', () => {
    const longest = new Uint8Array(0xffff).fill(7);
    expect(parseBundle(formatBundle([longest, longest]))).toEqual([longest, longest]);
    expect(() => formatBundle([new Uint8Array(0x10000)])).toThrow(RangeError);
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (entries) => {
        expect(parseBundle(formatBundle(entries))).toEqual(entries);
      }),
    );
  });

  it('that ends inside an entry is none', () => {
    const bundle = formatBundle([utf8('ab'), utf8('cde')]);
    expect([1, 2, 3, 5, 6, 7, 8].map((length) => parseBundle(bundle.subarray(0, length)))).toEqual(
      Array.from({ length: 7 }, () => undefined),
    );
  });

  it('of any bytes is read in one way, or not at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const entries = parseBundle(bytes);
        if (entries !== undefined) expect(formatBundle(entries)).toEqual(bytes);
      }),
    );
  });
});
