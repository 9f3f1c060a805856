import { Output, Undecodable } from './output.ts';

/** Java's clients write blocks one after the other, behind this and two version numbers (xerial/snappy-java). */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEAD = 16;

/**
 * Snappy (github.com/google/snappy, format_description.txt): one block, as librdkafka writes it, or many of them, as Java does.
 * @param limit bytes, at most. @throws Undecodable
 */
export function unSnappy(input: Buffer, limit: number): Buffer {
  if (!input.subarray(0, XERIAL.length).equals(XERIAL)) return block(input, limit);
  const blocks: Buffer[] = [];
  let room = limit;
  for (let at = XERIAL_HEAD; at < input.length; ) {
    if (at + 4 > input.length) throw new Undecodable('it ends too early');
    const length = input.readUInt32BE(at);
    at += 4;
    if (at + length > input.length) throw new Undecodable('a block beyond the end');
    const one = block(input.subarray(at, at + length), room);
    blocks.push(one);
    room -= one.length;
    at += length;
  }
  return Buffer.concat(blocks);
}

function block(input: Buffer, limit: number): Buffer {
  let at = 0;
  const byte = (): number => {
    const value = input[at++];
    if (value === undefined) throw new Undecodable('it ends too early');
    return value;
  };
  const little = (bytes: number): number => {
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value += byte() * 2 ** (8 * index);
    return value;
  };
  const said = varint(byte);
  if (said > limit) throw new Undecodable(`more than ${limit} bytes`);
  const output = new Output(said, said);
  while (at < input.length) {
    const tag = byte();
    const six = tag >> 2;
    switch (tag & 3) {
      case 0: {
        const length = 1 + (six < 60 ? six : little(six - 59));
        output.literals(input, at, length);
        at += length;
        break;
      }
      case 1:
        output.repeat(((tag >> 5) << 8) | byte(), 4 + ((tag >> 2) & 7));
        break;
      case 2:
        output.repeat(little(2), 1 + six);
        break;
      default:
        output.repeat(little(4), 1 + six);
    }
  }
  if (output.length !== said) throw new Undecodable('not as long as it says');
  return output.written();
}

function varint(byte: () => number): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const next = byte();
    value += (next & 0x7f) * 2 ** shift;
    if (next < 0x80) return value;
  }
  throw new Undecodable('a length that never ends');
}
