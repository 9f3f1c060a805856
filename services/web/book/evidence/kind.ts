import { fileTypeFromBuffer } from 'file-type';
import type { EvidenceType } from './evidence-type.ts';
import { pixelsOf } from './pixels.ts';

export type Inspected =
  | { readonly ok: true; readonly mediaType: EvidenceType }
  | { readonly ok: false; readonly why: Refusal };

export type Refusal =
  | 'empty'
  | 'too-large'
  | 'archive'
  | 'false-type'
  | 'not-allowed'
  | 'dangerous'
  | 'bomb'
  | 'broken';

export const MOST_BYTES = 10 * 1024 * 1024;

/**
 * Looks at the bytes: type by signature, then that the file is whole, is nothing else besides, and does not swell when
 * opened. This is no virus scanner: it knows the EICAR test file, so that an operator can see that the way to one is open.
 */
export async function inspect(bytes: Buffer, fileName: string): Promise<Inspected> {
  if (bytes.length === 0) return refused('empty');
  if (bytes.length > MOST_BYTES) return refused('too-large');
  if (bytes.includes(EICAR)) return refused('dangerous');
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const mediaType = allowed(found?.mime, bytes);
  if (mediaType === undefined) {
    if (found !== undefined && ARCHIVES.test(found.mime)) return refused('archive');
    return refused(CLAIMS.test(fileName) ? 'false-type' : 'not-allowed');
  }
  if (!isWhole(mediaType, bytes)) return refused('broken');
  if (mediaType !== 'application/pdf' && isArchiveToo(bytes)) return refused('dangerous');
  const pixels = pixelsOf(mediaType, bytes);
  return pixels !== undefined && pixels > MOST_PIXELS ? refused('bomb') : { ok: true, mediaType };
}

function refused(why: Refusal): Inspected {
  return { ok: false, why };
}

function allowed(mime: string | undefined, bytes: Buffer): EvidenceType | undefined {
  switch (mime) {
    case 'application/pdf':
    case 'image/jpeg':
    case 'image/png':
    case 'image/heic':
    case 'image/webp':
      return mime;
    case 'image/apng':
      return 'image/png';
    case 'image/heif': // phones name the general brand first, and the one that says how it is coded after
      return /hei[cx]|hev[cx]/.test(bytes.toString('latin1', 8, 64)) ? 'image/heic' : undefined;
    default:
      return undefined;
  }
}

/** Cut off on the way, or a signature with nothing behind it. */
function isWhole(type: EvidenceType, bytes: Buffer): boolean {
  switch (type) {
    case 'application/pdf':
      return bytes.subarray(0, 1024).includes('%PDF-') && bytes.subarray(-4096).includes('%%EOF');
    case 'image/png':
      return bytes.includes('IHDR') && bytes.includes('IEND');
    case 'image/jpeg':
      return bytes.includes(Buffer.from([0xff, 0xda])); // a scan begins: there is a picture
    case 'image/webp':
      return bytes.length >= bytes.readUInt32LE(4) + 8;
    case 'image/heic':
      return bytes.includes('mdat') || bytes.includes('idat');
  }
}

/** A picture with a ZIP's directory at its end opens as either. */
function isArchiveToo(bytes: Buffer): boolean {
  return bytes.subarray(-66_000).includes(Buffer.from('PK\u0005\u0006', 'latin1'));
}

// In two parts, so that this source is not itself taken for the test file.
const EICAR = Buffer.from(`${'X5O!P%@AP[4\\PZX54(P^)7CC)7}$'}${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`, 'latin1');
const ARCHIVES = /zip|rar|7z|gzip|bzip|x-tar|compress|x-xz|zstd|openxml|opendocument|java-archive/;
const CLAIMS = /\.(?:pdf|jpe?g|png|hei[cf]|webp)$/i;
/** The largest phone camera takes 200 megapixels. */
const MOST_PIXELS = 250_000_000;
