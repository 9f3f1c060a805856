import { Output, Undecodable } from './output.ts';

const MAGIC = 0x184d2204;
const VERSION = 0b01;
const LITTLEST_MATCH = 4;

/**
 * LZ4 frames (github.com/lz4/lz4, lz4_Frame_format.md), as Kafka's producers write them. Checksums are passed over: brokers
 * check one over the whole batch. @param limit bytes, at most. @throws Undecodable
 */
export function unLz4(input: Buffer, limit: number): Buffer {
  const output = new Output(limit, 4 * input.length);
  let at = 0;
  do at = frame(input, at, output);
  while (at < input.length);
  return output.written();
}

/** @returns where the next one begins. */
function frame(input: Buffer, start: number, output: Output): number {
  if (uint32(input, start) !== MAGIC) throw new Undecodable('no LZ4 frame');
  const flags = byte(input, start + 4);
  if (flags >> 6 !== VERSION) throw new Undecodable('another version of LZ4 frames');
  const has = (bit: number): boolean => (flags & (1 << bit)) !== 0;
  if (has(0)) throw new Undecodable('an LZ4 dictionary that nobody has');
  // Flags, block size, the content's length where it is told, checksum of the header.
  let at = start + 6 + (has(3) ? 8 : 0) + 1;
  for (;;) {
    const size = uint32(input, at);
    at += 4;
    if (size === 0) return at + (has(2) ? 4 : 0);
    const length = size & 0x7fffffff;
    if (at + length > input.length) throw new Undecodable('a block beyond the end');
    if (size >>> 31 === 1) output.literals(input, at, length);
    else block(input.subarray(at, at + length), output);
    at += length + (has(4) ? 4 : 0);
  }
}

/** Literals and matches by turns; the last sequence has no match. */
function block(input: Buffer, output: Output): void {
  let at = 0;
  const lengthFrom = (four: number): number => {
    let length = four;
    if (four < 15) return length;
    for (;;) {
      const more = byte(input, at++);
      length += more;
      if (more < 255) return length;
    }
  };
  while (at < input.length) {
    const token = byte(input, at++);
    const literals = lengthFrom(token >> 4);
    output.literals(input, at, literals);
    at += literals;
    if (at === input.length) return;
    const distance = byte(input, at) | (byte(input, at + 1) << 8);
    at += 2;
    output.repeat(distance, lengthFrom(token & 15) + LITTLEST_MATCH);
  }
}

function byte(input: Buffer, at: number): number {
  const value = input[at];
  if (value === undefined) throw new Undecodable('it ends too early');
  return value;
}

function uint32(input: Buffer, at: number): number {
  if (at + 4 > input.length) throw new Undecodable('it ends too early');
  return input.readUInt32LE(at);
}
