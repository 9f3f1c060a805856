import { hash, verify, X509Certificate } from 'node:crypto';
import { der, type Part, parts } from './der.ts';

/** What somebody signed, by a certificate that came along (CMS, RFC 5652). */
export interface SignedData {
  /** Object identifier, in DER. */
  readonly contentType: Buffer;
  readonly content: Buffer;
  /** Undefined where no signature holds under any certificate that came along. */
  readonly signer: X509Certificate | undefined;
}

/** 1.2.840.113549.1.7.2, id-signedData */
const SIGNED_DATA = oid('2a864886f70d010702');
/** 1.2.840.113549.1.9.4, id-messageDigest */
const MESSAGE_DIGEST = oid('2a864886f70d010904');
const DIGESTS = new Map([
  [oid('2b0e03021a').toString('hex'), 'sha1'],
  [oid('608648016503040201').toString('hex'), 'sha256'],
  [oid('608648016503040202').toString('hex'), 'sha384'],
  [oid('608648016503040203').toString('hex'), 'sha512'],
]);

/** @param contentInfo the members of a ContentInfo. Undefined where it is no SignedData with its content inside. */
export function readSignedData(contentInfo: Buffer): SignedData | undefined {
  const [type, explicit] = parts(contentInfo, 2);
  const [sequence] =
    type?.whole.equals(SIGNED_DATA) === true && explicit?.tag === 0xa0 ? parts(explicit.content, 1) : [];
  if (sequence?.tag !== 0x30) return undefined;
  const [_version, _algorithms, encapsulated, ...rest] = parts(sequence.content);
  const [contentType, wrapped] = encapsulated?.tag === 0x30 ? parts(encapsulated.content, 2) : [];
  const [octets] = wrapped?.tag === 0xa0 ? parts(wrapped.content, 1) : [];
  if (contentType === undefined || octets?.tag !== 0x04) return undefined;
  const { content } = octets;
  const certificates = rest
    .filter(({ tag }) => tag === 0xa0)
    .flatMap((set) => parts(set.content).flatMap(certificateIn));
  const signers = rest.filter(({ tag }) => tag === 0x31).flatMap((set) => parts(set.content));
  const signer = signers
    .map((info) => certificates.find(({ publicKey }) => signs(info, content, publicKey)))
    .find((found) => found !== undefined);
  return { contentType: contentType.whole, content, signer };
}

/** SignerInfo with signed attributes, which a time-stamp always has: one of them is the digest of the content. */
function signs(info: Part, content: Buffer, publicKey: X509Certificate['publicKey']): boolean {
  const [_version, _who, algorithm, attributes, _signing, signature] = parts(info.content);
  const digest = DIGESTS.get(parts(algorithm?.content ?? Buffer.alloc(0), 1)[0]?.whole.toString('hex') ?? '');
  if (digest === undefined || attributes?.tag !== 0xa0 || signature?.tag !== 0x04) return false;
  const [value] = parts(attributes.content).flatMap((attribute) => {
    const [type, values] = parts(attribute.content, 2);
    return type?.whole.equals(MESSAGE_DIGEST) === true ? parts(values?.content ?? Buffer.alloc(0), 1) : [];
  });
  if (value?.content.equals(hash(digest, content, 'buffer')) !== true) return false;
  try {
    // What is signed is the set, whatever tag it travels under (RFC 5652, 5.4).
    return verify(digest, der(0x31, attributes.content), publicKey, signature.content);
  } catch {
    return false;
  }
}

function certificateIn({ whole }: Part): X509Certificate[] {
  try {
    return [new X509Certificate(whole)];
  } catch {
    return [];
  }
}

function oid(hexadecimal: string): Buffer {
  return der(0x06, Buffer.from(hexadecimal, 'hex'));
}
