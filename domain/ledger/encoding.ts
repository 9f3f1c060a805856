/** Readings of text that has one spelling only: what would be written differently is refused. */

/** Standard base 64 with padding (RFC 4648 §4). */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Undefined for anything that `base64` would not have written: spaces, no padding, stray bits at the end, URL alphabet. */
export function parseBase64(text: string): Uint8Array | undefined {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return base64(bytes) === text ? bytes : undefined;
}

/** A whole number from 0 to 2^53 - 1 in ASCII digits, without leading zeroes. Bigger ones, legal in the formats, are refused. */
export function parseDecimal(text: string): number | undefined {
  const number = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Undefined where the bytes are no UTF-8. A text that is given must be well formed (no lone surrogates). */
export function utf8Text(input: Uint8Array | string): string | undefined {
  if (typeof input === 'string') return input.isWellFormed() ? input : undefined;
  try {
    return decoder.decode(input);
  } catch {
    return undefined;
  }
}

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
