import type { Claim } from '@foja/commands/commands.ts';
import { regimeOf } from '@foja/domain/claim/index.ts';
import type { Law } from '@foja/domain/deadline/index.ts';
import type { ClaimDocument } from './catalogue.ts';
import type { PageContent } from './page.ts';
import type { PdfMetadata } from './pdf-metadata.ts';
import { qrImage } from './qr.ts';
import { type AnswerWords, answerView } from './views/answer.ts';
import { type BackupSheetsOf, backupSheetViews } from './views/backup.ts';
import { claimComputationView } from './views/computation.ts';
import { type PosterOf, posterView } from './views/poster.ts';
import { type Link, RECIPIENTS, sheetView } from './views/sheet.ts';

/** A document ready for either printer: what its pages say, and what the PDF says of itself. */
export interface Content extends PageContent {
  readonly about: Omit<PdfMetadata, 'createdAt'>;
  readonly fileName: string;
}

/** The consumer has no answer to print yet. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

interface ClaimPageOf {
  readonly law: Law;
  /** The consumer's own page. */
  readonly followUrl: string | undefined;
  /** Everybody's page for checking copies. */
  readonly verifyUrl: string | undefined;
}

/** @throws NotAnswered for the letter of a claim without an answer. */
export async function contentOf(
  document: ClaimDocument,
  claim: Claim,
  { law, followUrl, verifyUrl }: ClaimPageOf,
): Promise<Content> {
  switch (document.kind) {
    case 'sheet': {
      const { copy } = document;
      const [follow, verify] = copy === 'consumer' ? [await linkTo(followUrl), await linkTo(verifyUrl)] : [];
      const view = sheetView(claim, { copy, regime: regimeOf(law, claim.state), follow, verify });
      const recipient = RECIPIENTS[copy];
      return {
        template: 'sheet',
        views: [view],
        title: view.title,
        footer: `Nº ${view.number} · Código ${view.provider.bookCode} · Destinatario: ${recipient}`,
        about: aboutOf(view, `Libro de Reclamaciones, copia para: ${recipient}`),
        fileName: fileNameOf(document, claim),
      };
    }
    case 'answer':
      if (claim.state.response === undefined) throw new NotAnswered('the claim has no answer yet');
      return answerContent(claim, law, claim.state.response);
    case 'computation': {
      const view = claimComputationView(claim, law);
      return {
        template: 'computation',
        views: [view],
        title: view.title,
        footer: `Nº ${view.number} · Ley ${view.lawVersion} · Régimen ${view.regimeId}`,
        about: {
          title: view.title,
          author: claim.state.filed.provider.legalName,
          subject: 'Hoja de cómputo del plazo',
        },
        fileName: fileNameOf(document, claim),
      };
    }
    default:
      return document satisfies never;
  }
}

/** What the file is called where it is saved: no name and no text of a person in it. */
export function fileNameOf({ kind, copy }: ClaimDocument, { state }: Claim): string {
  const whose = copy === undefined ? '' : `-${RECIPIENTS[copy].toLowerCase()}`;
  return `${FILE_NAMES[kind]}-${state.number?.sheetNumber ?? 'sin-numero'}${whose}.pdf`;
}

const FILE_NAMES = { sheet: 'hoja', answer: 'respuesta', computation: 'computo' } as const;

/** The letter as it went out, or as it would go out with these words. */
export function answerContent(claim: Claim, law: Law, words: AnswerWords): Content {
  const view = answerView(claim, regimeOf(law, claim.state), words);
  return {
    template: 'answer',
    views: [view],
    title: view.title,
    footer: `Respuesta a la Hoja de Reclamación Nº ${view.number}`,
    about: aboutOf(view, 'Respuesta a una hoja de reclamación'),
    fileName: fileNameOf({ kind: 'answer' }, claim),
  };
}

export async function posterContent({ url, ...of }: PosterAt): Promise<Content> {
  const view = posterView({ ...of, link: await linkTo(url) });
  return {
    template: 'poster',
    views: [view],
    title: view.title,
    footer: '',
    about: { title: view.title, author: view.legalName, subject: 'Anexo II del Reglamento del Libro de Reclamaciones' },
    fileName: `aviso-${of.book.code.replaceAll(/[^A-Za-z0-9-]+/g, '-')}.pdf`,
  };
}

/** The poster, with the address of the book's form where it is virtual. */
export type PosterAt = Omit<PosterOf, 'link'> & { readonly url?: string };

export function backupContent(of: BackupSheetsOf): Content {
  const views = backupSheetViews(of);
  const title = 'Libro de Reclamaciones de Respaldo';
  return {
    template: 'sheet',
    views,
    title,
    footer: '', // each page is a sheet of its own
    about: { title, author: of.provider.legalName, subject: `Hojas ${of.from} a ${of.to} de ${of.year}, tres copias` },
    fileName: `respaldo-${of.from}-${of.to}-${of.year}.pdf`,
  };
}

async function linkTo(url: string | undefined): Promise<Link | undefined> {
  return url === undefined ? undefined : { url, qr: await qrImage(url) };
}

function aboutOf(view: { readonly title: string; readonly provider: { readonly legalName: string } }, subject: string) {
  return { title: view.title, author: view.provider.legalName, subject };
}
