import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line, text } from './text.ts';

const codes = (value: unknown, schema = text({ max: 100 })) =>
  schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

/** Letters, marks that join or compose, blanks that trimming takes: what normalising and trimming could disagree on. */
const anyUnit = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  fc.constantFrom(' ', '\n', '\u00a0', '\u0301', '\u0303', 'e', 'n', '\u1100', '\u1161', '\ufb2c', '\u0958', '\u200d'),
);

describe('text', () => {
  it.each([
    ['NUL', 'a\u0000b'],
    ['C0', 'a\u0007b'],
    ['vertical tab', 'a\u000bb'],
    ['form feed', 'a\u000cb'],
    ['escape', '\u001b[31mrojo'],
    ['DEL', 'a\u007fb'],
    ['C1 next line', 'a\u0085b'],
    ['C1', 'a\u009fb'],
  ])('with %s is refused', (_, value) => {
    expect(codes(value)).toEqual(['text/control-character']);
  });

  it('refuses every control but tab, line feed and carriage return', () => {
    const refused = Array.from({ length: 0xa0 }, (_, code) => code).filter(
      (code) => codes(`a${String.fromCharCode(code)}b`).length > 0,
    );
    const controls = Array.from({ length: 0xa0 }, (_, code) => code).filter(
      (code) => (code < 0x20 && ![9, 10, 13].includes(code)) || code >= 0x7f,
    );
    expect(refused).toEqual(controls);
  });

  it.each(['a\ud83d', '\ude00b', 'a\ud83d\ud83db', '\ude00\ud83d'])('with a lone surrogate is refused: %j', (value) => {
    expect(codes(value)).toEqual(['text/lone-surrogate']);
  });

  it.each([0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069])(
    'with bidirectional override %i is refused',
    (code) => {
      expect(codes(`S/ 100${String.fromCharCode(code)}99`)).toEqual(['text/bidi-override']);
    },
  );

  it('keeps what people write: several lines, ñ, Quechua, Asháninka, 4-byte characters', () => {
    for (const value of ['uno\ndos\r\n\ttres', 'ñandú', 'Ñuqaqa mañakuni', 'ñaantsi', '😀👨‍👩‍👧 𝒳 🇵🇪']) {
      expect(text({ max: 100 }).parse(value)).toBe(value);
    }
  });

  it.each([
    0x2800, 0x3164, 0x115f, 0x1160, 0xffa0, 0xad, 0x34f, 0x180e, 0x200b, 0x2060, 0x3000, 0xfe0f, 0xfeff, 0xfff9,
    0x1d159, 0x16fe4, 0x13441, 0xe0020,
  ])('of which nothing is drawn is none: U+%s', (code) => {
    const blank = String.fromCodePoint(code);
    expect(codes(blank)).toEqual(['text/empty']);
    expect(codes(`${blank} ${blank}`, line({ max: 100 }))).toEqual(['text/empty']);
    expect(codes(`a${blank}b`)).toEqual([]);
  });

  it('is normalised, so that equal text has equal bytes', () => {
    expect(text({ max: 9 }).parse('Jose\u0301 Pen\u0303a')).toBe('José Peña');
    expect(text({ max: 9 }).parse('José Peña')).toBe('José Peña');
  });

  it('is trimmed, and may not be empty then', () => {
    expect(text({ max: 5 }).parse(' \n hola\t ')).toBe('hola');
    for (const value of ['', ' ', '\u00a0', '\n\t', '\ufeff']) expect(codes(value)).toEqual(['text/empty']);
    expect(text({ max: 5, min: 0 }).parse(' ')).toBe('');
  });

  it.each(['\u200b', '\u200d\u2060', '\u00ad', '\u3164', '\u200b \u200b'])(
    'of which nothing can be seen is empty: %j',
    (value) => {
      expect(codes(value)).toEqual(['text/empty']);
    },
  );

  it('is bounded by its length in code points, as kept, not as sent', () => {
    expect(codes('a'.repeat(100))).toEqual([]);
    expect(codes('a'.repeat(101))).toEqual(['text/too-long']);
    expect(codes(` ${'a'.repeat(100)} `)).toEqual([]);
    expect(codes('e\u0301'.repeat(100))).toEqual([]);
    expect(codes('😀'.repeat(100))).toEqual([]);
    expect(codes('😀'.repeat(101))).toEqual(['text/too-long']);
    expect(codes('a'.repeat(1_000_000))).toEqual(['text/too-long']);
  });

  it('names everything that is wrong with it', () => {
    expect(codes('\u0000\ud800\u202e').sort()).toEqual([
      'text/bidi-override',
      'text/control-character',
      'text/lone-surrogate',
    ]);
  });

  it('once parsed, parses to itself: a stored event reads back as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyUnit, maxLength: 12 }), (value) => {
        const parsed = text({ max: 200 }).safeParse(value);
        fc.pre(parsed.success);
        expect(text({ max: 200 }).parse(parsed.data)).toBe(parsed.data);
        expect(parsed.data?.normalize('NFC')).toBe(parsed.data);
      }),
      { numRuns: 300 },
    );
  });
});

describe('line', () => {
  it.each(['a\nb', 'a\rb', 'a\tb', 'a\u2028b', 'a\u2029b'])('is one line: %j is refused', (value) => {
    expect(codes(value, line({ max: 100 }))).toEqual(['text/line-break']);
  });

  it('may end in a line break that trimming takes away', () => {
    expect(line({ max: 5 }).parse('hola\n')).toBe('hola');
  });

  it('is text besides', () => {
    expect(codes('a\u0000', line({ max: 5 }))).toEqual(['text/control-character']);
    expect(codes('abcdef', line({ max: 5 }))).toEqual(['text/too-long']);
  });
});
