import { line } from '@foja/contracts/text.ts';
import type { EvidenceType } from './evidence-type.ts';

/** A name fit to be kept and shown: no folder, no invisible marks, and the extension of what the file really is. */
export function cleanFileName(given: string | undefined, mediaType: EvidenceType | undefined): string {
  const bare = (given ?? '').toWellFormed().split(/[/\\]/).at(-1)?.replaceAll(UNWANTED, '').trim().slice(0, 150);
  const name = bare === undefined || bare === '' || !line({ max: 150 }).safeParse(bare).success ? 'archivo' : bare;
  if (mediaType === undefined) return name;
  const { pattern, extension } = EXTENSIONS[mediaType];
  return pattern.test(name) ? name : `${name.replace(/\.[a-z0-9]{1,5}$/i, '')}${extension}`;
}

const UNWANTED = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029<>:"|?*]/gu;
const EXTENSIONS: Readonly<Record<EvidenceType, { readonly pattern: RegExp; readonly extension: string }>> = {
  'application/pdf': { pattern: /\.pdf$/i, extension: '.pdf' },
  'image/jpeg': { pattern: /\.jpe?g$/i, extension: '.jpg' },
  'image/png': { pattern: /\.png$/i, extension: '.png' },
  'image/heic': { pattern: /\.hei[cf]$/i, extension: '.heic' },
  'image/webp': { pattern: /\.webp$/i, extension: '.webp' },
};
