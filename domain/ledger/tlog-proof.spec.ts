import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBase64, utf8 } from './encoding.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';

/** The specification's example, with one whole signature for its abbreviated ones. */
const PATH = [
  'gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=',
  'B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=',
  'EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=',
];
const SIGNED =
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const CHECKPOINT = `example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n${SIGNED}`;
const PROOF = `c2sp.org/tlog-proof@v1\nindex 73894\n${PATH.join('\n')}\n\n${CHECKPOINT}`;

describe('a tlog-proof', () => {
  it('is read into its parts, and written the same', () => {
    const proof = parseTlogProof(PROOF) ?? expect.fail('no proof');
    expect(proof).toEqual({ index: 73894, path: PATH.map(parseBase64), checkpoint: CHECKPOINT });
    expect(formatTlogProof(proof)).toBe(PROOF);
    expect(parseTlogProof(utf8(PROOF))).toEqual(proof);
  });

  it('may have something extra', () => {
    const text = PROOF.replace('index', 'extra YWdl\nindex');
    const proof = parseTlogProof(text) ?? expect.fail('no proof');
    expect(proof.extra).toEqual(utf8('age'));
    expect(formatTlogProof(proof)).toBe(text);
  });

  it('of a log of one entry has no path', () => {
    const text = `c2sp.org/tlog-proof@v1\nindex 0\n\n${CHECKPOINT}`;
    expect(parseTlogProof(text)).toEqual({ index: 0, path: [], checkpoint: CHECKPOINT });
    expect(formatTlogProof({ index: 0, path: [], checkpoint: CHECKPOINT })).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['another version', PROOF.replace('@v1', '@v2')],
    ['something before it', `\n${PROOF}`],
    ['no index', PROOF.replace('index 73894\n', '')],
    ['an empty index', PROOF.replace('73894', '')],
    ['a leading zero', PROOF.replace('73894', '073894')],
    ['a negative index', PROOF.replace('73894', '-73894')],
    ['an index beyond 2^53 - 1', PROOF.replace('73894', '9007199254740992')],
    ['two indices', PROOF.replace('index 73894\n', 'index 73894\nindex 73894\n')],
    ['extra after the index', PROOF.replace('index 73894\n', 'index 73894\nextra YWdl\n')],
    ['extra twice', PROOF.replace('index', 'extra YWdl\nextra YWdl\nindex')],
    ['extra that is no base 64', PROOF.replace('index', 'extra YWd\nindex')],
    ['extra without its space', PROOF.replace('index', 'extra\nindex')],
    ['a hash of 31 bytes', PROOF.replace(PATH[1] ?? '', Buffer.alloc(31).toString('base64'))],
    ['a hash of 33 bytes', PROOF.replace(PATH[1] ?? '', Buffer.alloc(33).toString('base64'))],
    ['a hash without padding', PROOF.replace('PlQ=', 'PlQ')],
    ['a hash with stray bits', PROOF.replace('PlQ=', 'PlR=')],
    ['a hash in the URL alphabet', PROOF.replace('//1U8', '__1U8')],
    ['a space after a hash', PROOF.replace('PlQ=', 'PlQ= ')],
    ['carriage returns', PROOF.replaceAll('\n', '\r\n')],
    ['64 hashes', PROOF.replace(PATH[0] ?? '', Array.from({ length: 62 }, () => PATH[0]).join('\n'))],
    ['no empty line', PROOF.replace('\n\nexample', '\nexample')],
    ['two empty lines', PROOF.replace('\n\nexample', '\n\n\nexample').replace(`\n\n${SIGNED}`, '\n')],
    ['no checkpoint', PROOF.slice(0, PROOF.indexOf('\n\n') + 2)],
    ['a checkpoint without signatures', PROOF.replace(SIGNED, '')],
    ['something after it', `${PROOF}x`],
    ['a newline too many', `${PROOF}\n`],
    ['a lone surrogate', PROOF.replace('fancylog', '\ud800')],
  ])('with %s is none', (_what, text) => {
    expect(text).not.toBe(PROOF);
    expect(parseTlogProof(text)).toBeUndefined();
  });

  it.each([
    { index: -1, path: [], checkpoint: CHECKPOINT },
    { index: 1.5, path: [], checkpoint: CHECKPOINT },
    { index: 0, path: [new Uint8Array(31)], checkpoint: CHECKPOINT },
    { index: 0, path: [], checkpoint: 'no note' },
  ])('is not written from %j', (proof) => {
    expect(() => formatTlogProof(proof)).toThrow(RangeError);
  });

  it('of any text is read in one way, or not at all', () => {
    const parts = PROOF.split('\n');
    const line = fc.oneof(fc.string(), fc.constantFrom(...parts, 'extra YWdl', 'index 0'));
    fc.assert(
      fc.property(fc.nat(parts.length), fc.nat(3), fc.array(line, { maxLength: 3 }), (at, removed, added) => {
        const text = parts.toSpliced(at, removed, ...added).join('\n');
        const proof = parseTlogProof(text);
        if (proof !== undefined) expect(formatTlogProof(proof)).toBe(text);
      }),
    );
  });
});
