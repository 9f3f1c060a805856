import type { Link } from './sheet.ts';

/** The notice of Anexo II. Everything of the provider's stands outside the official block. */
export interface PosterView {
  readonly title: string;
  readonly bookKind: 'virtual' | 'físico';
  readonly legalName: string;
  readonly tradeName: string;
  readonly ruc: string;
  readonly establishment: string;
  readonly bookCode: string;
  readonly link: Link | undefined;
}

export interface PosterOf {
  readonly bookKind: PosterView['bookKind'];
  readonly provider: { readonly legalName: string; readonly tradeName?: string | undefined; readonly ruc: string };
  readonly book: { readonly establishment: string; readonly code: string };
  /** Address of the book's form, with its QR code; only where the book is virtual. */
  readonly link?: PosterView['link'];
}

export function posterView({ bookKind, provider, book, link }: PosterOf): PosterView {
  return {
    title: 'Aviso del Libro de Reclamaciones',
    bookKind,
    legalName: provider.legalName,
    tradeName: provider.tradeName ?? '',
    ruc: provider.ruc,
    establishment: book.establishment,
    bookCode: book.code,
    link,
  };
}
