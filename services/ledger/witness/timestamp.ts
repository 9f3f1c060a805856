import { createHash, randomBytes } from 'node:crypto';
import { der, parts } from './der.ts';
import { readSignedData } from './signed-data.ts';

/*
 * Time-stamps (RFC 3161). A token is kept as the authority sent it; what is checked here is that it was granted, is about these
 * bytes (and, when it is asked for, this nonce), and is signed by the certificate that it brings along. Whether that certificate
 * is anybody's is for whoever trusts the authority to verify:
 *   openssl ts -verify -data nota.txt -in token.tsr -CAfile ca.pem
 */

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 256 * 1024;
/** SEQUENCE { 2.16.840.1.101.3.4.2.1 (SHA-256), NULL } */
const SHA256 = Buffer.from('300d06096086480165030402010500', 'hex');
/** 1.2.840.113549.1.9.16.1.4, id-ct-TSTInfo */
const TST_INFO = Buffer.from('060b2a864886f70d0109100104', 'hex');
/** id-kp-timeStamping: what the authority's certificate has to be for. */
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

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
  return { token, takenAt: readTimestamp(token, digest, nonce).takenAt };
}

export interface Timestamp {
  /** UTC, to the second. */
  readonly takenAt: string;
  /** Who signed, as the certificate in the token says of itself. */
  readonly authority: string;
  /** SHA-256 of that certificate, in hexadecimal. */
  readonly certificate: string;
}

/**
 * What a token says, offline.
 * @param digest SHA-256 of what it has to be about. @throws where it does not hold: the message says why.
 */
export function readTimestamp(response: Buffer, digest: Uint8Array, nonce?: Buffer): Timestamp {
  const [whole] = parts(response);
  const [status, token] = whole === undefined ? [] : parts(whole.content);
  const [granted] = status === undefined ? [] : parts(status.content);
  const code = granted?.tag === 0x02 ? granted.content.at(-1) : undefined;
  if (token === undefined || (code !== 0 && code !== 1)) throw new Error('the time-stamp was not granted');
  const signed = readSignedData(token.content);
  if (signed?.contentType.equals(TST_INFO) !== true) throw new Error('the time-stamp is no time-stamp');
  const takenAt = timeIn(signed.content, digest, nonce);
  const { signer } = signed;
  if (signer?.keyUsage?.includes(TIME_STAMPING) !== true) throw new Error('the time-stamp’s signature does not hold');
  const authority = signer.subject.split('\n').join(', ');
  return { takenAt, authority, certificate: signer.fingerprint256.replaceAll(':', '').toLowerCase() };
}

/** TimeStampReq: version 1, imprint, nonce, and the authority's certificates asked for. */
export function requestOf(digest: Uint8Array, nonce: Uint8Array): Buffer {
  const imprint = der(0x30, SHA256, der(0x04, digest));
  return der(0x30, der(0x02, Buffer.of(1)), imprint, der(0x02, nonce), der(0x01, Buffer.of(0xff)));
}

/** The time that a TSTInfo says. @throws where it is not about this imprint and nonce. */
function timeIn(content: Buffer, digest: Uint8Array, nonce: Buffer | undefined): string {
  const [info] = parts(content, 1);
  const [version, _policy, imprint, _serial, time, ...more] = info?.tag === 0x30 ? parts(info.content) : [];
  const [algorithm, hashed] = imprint === undefined ? [] : parts(imprint.content);
  const about = algorithm?.whole.equals(SHA256) === true && hashed?.content.equals(digest) === true;
  const answered = nonce === undefined || more.some((part) => part.tag === 0x02 && part.content.equals(nonce));
  if (version?.content.at(-1) !== 1 || !about || !answered) throw new Error('the time-stamp is about something else');
  const said = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(time?.content.toString('latin1') ?? '');
  if (time?.tag !== 0x18 || said === null) throw new Error('the time-stamp says no time');
  const [, year, month, day, hour, minute, second] = said;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}
