import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from './encoding.ts';
import { formatNote, isKeyName, parseNote } from './note.ts';

const TEXT = 'This is an example message.\n';
const LINE =
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

describe('a signed note', () => {
  it('is a text, an empty line, and signatures', () => {
    const note = parseNote(`${TEXT}\n${LINE}`) ?? expect.fail('no note');
    expect(note.text).toBe(TEXT);
    expect(note.signatures.map(({ name, keyId }) => [name, keyId.toString(16)])).toEqual([
      ['example.com/foo', '530d903a'],
    ]);
    expect(note.signatures[0]?.signature).toHaveLength(64);
    expect(formatNote(note)).toBe(`${TEXT}\n${LINE}`);
    expect(parseNote(utf8(`${TEXT}\n${LINE}`))).toEqual(note);
  });

  it('may have empty lines in its text: the last one ends it', () => {
    expect(parseNote(`one\n\n— two\n\n\n${LINE}`)?.text).toBe('one\n\n— two\n\n');
  });

  it('may have 100 signatures, and no more', () => {
    expect(parseNote(`${TEXT}\n${LINE.repeat(100)}`)?.signatures).toHaveLength(100);
    expect(parseNote(`${TEXT}\n${LINE.repeat(101)}`)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['only a text', TEXT],
    ['no signature', `${TEXT}\n`],
    ['no empty line', `${TEXT}${LINE}`],
    ['no newline at the end', `${TEXT}\n${LINE.slice(0, -1)}`],
    ['an empty line at the end', `${TEXT}\n${LINE}\n`],
    ['no text', `\n${LINE}`],
    ['a control character', `\x01${TEXT}\n${LINE}`],
    ['a tab', `a\t\n\n${LINE}`],
    ['a carriage return', `${TEXT}\r\n${LINE}`],
    ['a NUL in a signature line', `${TEXT}\n${LINE.replace('foo', 'f\0o')}`],
    ['a lone surrogate', `\ud800${TEXT}\n${LINE}`],
    ['another line among the signatures', `${TEXT}\n${LINE}unexpected\n`],
    ['a hyphen for the dash', `${TEXT}\n${LINE.replace('—', '-')}`],
    ['two spaces', `${TEXT}\n${LINE.replace('— ', '—  ')}`],
    ['something after the signature', `${TEXT}\n${LINE.replace('\n', ' x\n')}`],
    ['a name with a space', `${TEXT}\n${LINE.replace('example.com/foo', 'a name')}`],
    ['a name with a no-break space', `${TEXT}\n${LINE.replace('example.com/foo', 'a\u00a0name')}`],
    ['a name with a plus sign', `${TEXT}\n${LINE.replace('example.com/foo', 'a+name')}`],
    ['no name', `${TEXT}\n${LINE.replace('example.com/foo ', '')}`],
    ['a signature of no bytes', `${TEXT}\n— a Uw2QOg==\n`],
    ['a signature without padding', `${TEXT}\n${LINE.replace('=', '')}`],
    ['a signature with stray bits', `${TEXT}\n${LINE.replace('M=', 'N=')}`],
    ['a million characters', `${'x'.repeat(1 << 20)}\n\n${LINE}`],
  ])('with %s is none', (_what, text) => {
    expect(parseNote(text)).toBeUndefined();
  });

  it('that is no UTF-8 is none', () => {
    expect(parseNote(Uint8Array.of(0xff, ...utf8(`${TEXT}\n${LINE}`)))).toBeUndefined();
  });

  it('is not written of what could not be read', () => {
    const signature = { name: 'a', keyId: 1, signature: new Uint8Array(64) };
    expect(() => formatNote({ text: 'abc', signatures: [signature] })).toThrow(RangeError);
    expect(() => formatNote({ text: 'a\0\n', signatures: [signature] })).toThrow(RangeError);
    expect(() => formatNote({ text: TEXT, signatures: [{ ...signature, name: 'a b' }] })).toThrow(RangeError);
    expect(() => formatNote({ text: TEXT, signatures: [{ ...signature, signature: new Uint8Array(0) }] })).toThrow(
      RangeError,
    );
  });

  it('of any text is read in one way, or not at all', () => {
    const line = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '+', '=', ' ', '—', '\n', '\t', '\0', '\ud800', '😀') }),
      fc.constantFrom('', '', LINE.slice(0, -1), '— a Uw2QOkn8'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = `${lines.join('\n')}\n`;
        const note = parseNote(text);
        if (note !== undefined) expect(formatNote(note)).toBe(text);
      }),
    );
  });
});

it.each([
  ['example.com/log42', true],
  ['año', true],
  ['', false],
  ['a b', false],
  ['a\u2003b', false],
  ['a+b', false],
  ['a\nb', false],
  ['a\x7fb', true],
  ['\udc00', false],
])('%j may name a key: %s', (name, may) => {
  expect(isKeyName(name)).toBe(may);
});
