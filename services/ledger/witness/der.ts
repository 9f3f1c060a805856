/** As little DER (ITU-T X.690) as time-stamps take. */

/** One element: tag, length, and contents one after another. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const length =
    content.length < 0x80
      ? Buffer.of(content.length)
      : content.length < 0x100
        ? Buffer.of(0x81, content.length)
        : Buffer.of(0x82, content.length >> 8, content.length & 0xff);
  return Buffer.concat([Buffer.of(tag), length, content]);
}

export interface Part {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** One after another; ends where the bytes do, or where they are no DER. */
export function parts(bytes: Buffer, max = 64): Part[] {
  const found: Part[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && found.length < max) {
    const tag = bytes.readUInt8(at);
    const short = bytes.readUInt8(at + 1);
    const more = short < 0x80 ? 0 : short & 0x7f;
    if (more > 4 || at + 2 + more > bytes.length) break;
    const length = more === 0 ? short : bytes.readUIntBE(at + 2, more);
    const start = at + 2 + more;
    if (start + length > bytes.length) break;
    found.push({ tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) });
    at = start + length;
  }
  return found;
}
