import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { parseBase64 } from './encoding.ts';

const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
const root = parseBase64(ROOT) ?? new Uint8Array(0);

describe('a checkpoint', () => {
  it('reads and writes the specification’s example', () => {
    const text = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`;
    const checkpoint = { origin: 'example.com/behind-the-sofa', size: 20852163, root };
    expect(parseCheckpoint(text)).toEqual(checkpoint);
    expect(formatCheckpoint(checkpoint)).toBe(text);
  });

  it('may have more lines', () => {
    const checkpoint = { origin: 'a log', size: 0, root, extensions: ['one', 'two '] };
    expect(formatCheckpoint(checkpoint)).toBe(`a log\n0\n${ROOT}\none\ntwo \n`);
    expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it.each([
    ['nothing', ''],
    ['a newline', '\n'],
    ['no newline at the end', `o\n1\n${ROOT}`],
    ['a line too many', `o\n1\n${ROOT}\n\n`],
    ['no origin', `\n1\n${ROOT}\n`],
    ['no size', `o\n\n${ROOT}\n`],
    ['no root', 'o\n1\n'],
    ['an empty root', 'o\n1\n\n'],
    ['a leading zero', `o\n01\n${ROOT}\n`],
    ['a sign', `o\n-1\n${ROOT}\n`],
    ['a space', `o\n1 \n${ROOT}\n`],
    ['a size beyond 2^53 - 1', `o\n9007199254740992\n${ROOT}\n`],
    ['a root of 31 bytes', `o\n1\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a root of 33 bytes', `o\n1\n${Buffer.alloc(33).toString('base64')}\n`],
    ['a root without padding', `o\n1\n${ROOT.slice(0, -1)}\n`],
    ['a root with stray bits', `o\n1\n${ROOT.replace('2I=', '2J=')}\n`],
    ['carriage returns', `o\r\n1\r\n${ROOT}\r\n`],
    ['an empty line among the further ones', `o\n1\n${ROOT}\na\n\nb\n`],
  ])('with %s is none', (_what, text) => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });

  it.each([
    { origin: '', size: 1, root },
    { origin: 'a\nb', size: 1, root },
    { origin: 'a', size: -1, root },
    { origin: 'a', size: 1.5, root },
    { origin: 'a', size: 2 ** 53, root },
    { origin: 'a', size: 1, root: new Uint8Array(31) },
    { origin: 'a', size: 1, root, extensions: [''] },
    { origin: 'a', size: 1, root, extensions: ['b\nc'] },
  ])('is not written from %j', (checkpoint) => {
    expect(() => formatCheckpoint(checkpoint)).toThrow(RangeError);
  });

  it('of any text is read in one way, or not at all', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('0', '1', ROOT, ''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const text = `${lines.join('\n')}\n`;
        const checkpoint = parseCheckpoint(text);
        if (checkpoint !== undefined) expect(formatCheckpoint(checkpoint)).toBe(text);
      }),
    );
  });
});
