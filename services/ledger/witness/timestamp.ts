import { createHash, randomBytes } from 'node:crypto';

/*
 * Time-stamps (RFC 3161), as little DER as that takes. A token is kept as the authority sent it; what is checked here is that it
 * was granted, and is about these bytes and this nonce. Its signature is for whoever trusts the authority to verify:
 *   openssl ts -verify -data nota.txt -in token.tsr -CAfile ca.pem
 */

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 256 * 1024;
/** SEQUENCE { 2.16.840.1.101.3.4.2.1 (SHA-256), NULL } */
const SHA256 = Buffer.from('300d06096086480165030402010500', 'hex');
/** 1.2.840.113549.1.9.16.1.4, id-ct-TSTInfo */
const TST_INFO = Buffer.from('060b2a864886f70d0109100104', 'hex');

/**
 * Asks the authority to vouch for the bytes at this moment.
 * @throws where it is not to be had, does not grant it, or answers about something else.
 */
export async function timestampOf(
  url: string,
  bytes: Uint8Array,
): Promise<{ readonly token: Buffer; readonly takenAt: string }> {
  const digest = createHash('sha256').update(bytes).digest();
  const nonce = randomBytes(8);
  nonce.writeUInt8((nonce.readUInt8(0) & 0x7f) | 0x40, 0); // positive, and no leading zero
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: requestOf(digest, nonce),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`the time-stamp authority answered ${answer.status}`);
  const token = Buffer.from(await answer.arrayBuffer());
  if (token.length > ANSWER_BYTES) throw new Error('the time-stamp is too long');
  return { token, takenAt: checked(token, digest, nonce) };
}

/** TimeStampReq: version 1, imprint, nonce, and the authority's certificates asked for. */
export function requestOf(digest: Uint8Array, nonce: Uint8Array): Buffer {
  const imprint = der(0x30, SHA256, der(0x04, digest));
  return der(0x30, der(0x02, Buffer.of(1)), imprint, der(0x02, nonce), der(0x01, Buffer.of(0xff)));
}

/** @returns the time it says. @throws where it is no grant for this imprint and nonce. */
function checked(response: Buffer, digest: Buffer, nonce: Buffer): string {
  const [whole] = parts(response);
  const [status, token] = whole === undefined ? [] : parts(whole.content);
  const [granted] = status === undefined ? [] : parts(status.content);
  const code = granted?.tag === 0x02 ? granted.content.at(-1) : undefined;
  if (token === undefined || (code !== 0 && code !== 1)) throw new Error('the time-stamp was not granted');
  const info = tstInfoIn(token.content);
  const [version, _policy, imprint, _serial, time, ...more] = info === undefined ? [] : parts(info);
  const [algorithm, hashed] = imprint === undefined ? [] : parts(imprint.content);
  const about = algorithm?.whole.equals(SHA256) === true && hashed?.content.equals(digest) === true;
  const answered = more.some(({ tag, content }) => tag === 0x02 && content.equals(nonce));
  if (version?.content.at(-1) !== 1 || !about || !answered) throw new Error('the time-stamp is about something else');
  const said = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(time?.content.toString('latin1') ?? '');
  if (time?.tag !== 0x18 || said === null) throw new Error('the time-stamp says no time');
  const [, year, month, day, hour, minute, second] = said;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** The bytes signed: what follows id-ct-TSTInfo, out of its [0] and its OCTET STRING. */
function tstInfoIn(token: Buffer): Buffer | undefined {
  const at = token.indexOf(TST_INFO);
  const [explicit] = at < 0 ? [] : parts(token.subarray(at + TST_INFO.length), 1);
  const [octets] = explicit?.tag === 0xa0 ? parts(explicit.content) : [];
  const [sequence] = octets?.tag === 0x04 ? parts(octets.content) : [];
  return sequence?.tag === 0x30 ? sequence.content : undefined;
}

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

interface Part {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** One after another; ends where the bytes do, or where they are no DER. */
function parts(bytes: Buffer, max = 64): Part[] {
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
