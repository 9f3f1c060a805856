import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unLz4 } from './lz4.ts';
import { Undecodable } from './output.ts';
import { unSnappy } from './snappy.ts';

const TEXT = 'La licuadora no enciende. '.repeat(4).trimEnd();
const LIMIT = 1_000;
const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** By the reference tool: `lz4`, and with linked blocks, the content's size and a checksum of each block. */
const LZ4 =
  '04224d186440a7 25000000 ff0b4c61206c69637561646f7261206e6f20656e6369656e64652e201a003550656e64652e 00000000 3efb01c6';
const LZ4_LINKED =
  '04224d187c40 6700000000000000 9b 25000000 ff0b4c61206c69637561646f7261206e6f20656e6369656e64652e201a003550656e64652e 69f23af0 00000000 3efb01c6';
const LZ4_STORED = `04224d186440a7 ${'05000080'} ${Buffer.from('hello').toString('hex')} 00000000 00000000`;

describe('LZ4', () => {
  it.each([LZ4, LZ4_LINKED, LZ4 + LZ4])('is read as the reference tool writes it', (frame) => {
    expect(unLz4(hex(frame), LIMIT).toString()).toBe(frame === LZ4 + LZ4 ? TEXT + TEXT : TEXT);
  });

  it('is read where a block is stored as it is', () => {
    expect(unLz4(hex(LZ4_STORED), LIMIT).toString()).toBe('hello');
  });

  it('never grows beyond the limit', () => {
    expect(() => unLz4(hex(LZ4), TEXT.length - 1)).toThrow(Undecodable);
    const bomb = Buffer.concat([hex('04224d186440a7 06010000 1f61 0100'), Buffer.alloc(257, 0xff), hex('00')]);
    expect(() => unLz4(bomb, 10_000)).toThrow('more than 10000 bytes');
  });
});

describe('Snappy', () => {
  /** The length, ten literals, and one copy of each kind: `abcdefghij` `hijh` `efghij` `abc`, by distances 3, 10 and 20. */
  const block = '17 24 6162636465666768696a 0103 160a00 0b14000000';
  const text = 'abcdefghijhijhefghijabc';

  it('is read in one block, as librdkafka writes it', () => {
    expect(unSnappy(hex(block), LIMIT).toString()).toBe(text);
  });

  it('is read in many, as Java writes them', () => {
    const bytes = hex(block).length.toString(16).padStart(8, '0');
    const chunks = `82534e4150505900 00000001 00000001 ${bytes} ${block} ${bytes} ${block}`;
    expect(unSnappy(hex(chunks), LIMIT).toString()).toBe(text + text);
    expect(() => unSnappy(hex(chunks), 30)).toThrow(Undecodable);
  });

  it('is refused where it is not as long as it says', () => {
    expect(() => unSnappy(hex(block.replace(/^17/, '18')), LIMIT)).toThrow('not as long as it says');
    expect(() => unSnappy(hex(block.replace(/^17/, '16')), LIMIT)).toThrow(Undecodable);
    expect(() => unSnappy(hex('ffffffff0f 00 61'), LIMIT)).toThrow('more than 1000 bytes');
  });
});

/** Whatever a sender makes up ends in one way, and soon. */
describe.each([
  ['LZ4', unLz4, hex(LZ4)],
  ['Snappy', unSnappy, hex('17 24 6162636465666768696a 0103 160a00 0b14000000')],
] as const)('%s that is broken', (_, decompress, whole) => {
  const attempt = (bytes: Buffer) => {
    try {
      return decompress(bytes, LIMIT).length;
    } catch (error) {
      return error instanceof Undecodable ? 'refused' : error;
    }
  };

  it('is refused wherever it is cut', () => {
    for (let length = 1; length < whole.length - 4; length += 1) {
      expect([length, attempt(whole.subarray(0, length))]).toEqual([length, 'refused']);
    }
  });

  it('never does worse, whichever byte is another', () => {
    for (let at = 0; at < whole.length; at += 1) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff, (whole[at] ?? 0) ^ 1]) {
        const changed = Buffer.from(whole);
        changed[at] = value;
        const outcome = attempt(changed);
        expect(typeof outcome === 'number' ? outcome <= LIMIT : outcome).toSatisfy(
          (one: unknown) => one === true || one === 'refused',
        );
      }
    }
  });

  it('is refused where it is something else', () => {
    expect(attempt(gzipSync(TEXT))).toBe('refused');
    expect(attempt(Buffer.alloc(0))).toBe('refused');
  });
});
