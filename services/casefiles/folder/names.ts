/** Names of files in a case file: ASCII without anything that a file system, a shell or a spreadsheet could take for more. */

/** What people wrote, as far as it can be a name; never empty, never a path, never hidden. */
export function plainName(text: string, longest = 60): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[-._]+|[-._]+$/g, '')
    .slice(0, longest)
    .replaceAll(/[-._]+$/g, '');
  return plain === '' ? 'sin-nombre' : plain;
}

/** `02-consumidor-boleta.pdf`: in the order they came, by whom, and with the extension of what the file is. */
export function attachedName(place: number, by: string, fileName: string, mediaType: string): string {
  const extension = EXTENSIONS[mediaType] ?? 'bin';
  const bare = plainName(fileName.replace(/\.[A-Za-z0-9]{1,5}$/, ''));
  return `${String(place).padStart(2, '0')}-${by}-${bare}.${extension}`;
}

export interface PlaceOfClaim {
  readonly ruc: string;
  readonly bookId: string;
  readonly bookCode: string;
  readonly claimId: string;
  readonly sheetNumber: string | undefined;
}

/** Folder of a claim. Codes of two books may look alike once they are names, so the book's id is in it too. */
export function folderOf({ ruc, bookId, bookCode, claimId, sheetNumber }: PlaceOfClaim): string {
  return `hojas/${ruc}/${bookFolder({ bookCode, bookId })}/${sheetNumber ?? `sin-numero-${claimId}`}`;
}

export function bookFolder({ bookCode, bookId }: Pick<PlaceOfClaim, 'bookCode' | 'bookId'>): string {
  return `${plainName(bookCode, 30)}-${bookId.slice(0, 8)}`;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/heic': 'heic',
  'image/webp': 'webp',
  'text/plain': 'txt',
};
