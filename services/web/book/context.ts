import { Problem } from '@foja/commands/problems/problem.ts';
import { limaDateOf, type Regime, regimeFor } from '@foja/domain/deadline/index.ts';
import type { Book, ProviderState } from '@foja/domain/provider/index.ts';
import type { FastifyRequest } from 'fastify';
import type { Web } from '../web.ts';
import type { AttachmentSeals } from './evidence/attachment.ts';
import type { FormSeals } from './form/seal.ts';
import type { HourlyLimit } from './robots.ts';

/** What the book's pages work with. */
export interface BookWeb extends Web {
  readonly seals: FormSeals;
  readonly attachmentSeals: AttachmentSeals;
  readonly filings: HourlyLimit;
  readonly uploads: HourlyLimit;
}

export type Firm = NonNullable<ProviderState['registered']>;

export interface FoundFirm {
  readonly firm: Firm;
  /** Virtual books that take sheets. */
  readonly books: readonly Book[];
  readonly provider: ProviderState;
}

export interface FoundBook extends FoundFirm {
  readonly book: Book;
}

/** @throws Problem where no such provider is registered. */
export async function findFirm({ commands }: Web, ruc: string): Promise<FoundFirm> {
  let provider = await commands.provider(RUC.test(ruc) ? ruc : NOBODY);
  // Another process may just have registered it.
  if (provider.registered === undefined && RUC.test(ruc)) provider = await commands.provider(ruc, { fresh: true });
  const firm = provider.registered;
  if (firm === undefined) throw new Problem('provider/not-registered');
  const books = [...provider.books.values()].filter(({ channel, closed }) => channel === 'virtual' && !closed);
  return { firm, books, provider };
}

/** A book of the provider by its code, closed ones too. @throws Problem where there is none. */
export async function findBook(
  web: Web,
  { ruc, code }: { readonly ruc: string; readonly code: string },
): Promise<FoundBook> {
  const found = await findFirm(web, ruc);
  const wanted = code.toLocaleUpperCase('es-PE');
  const book = [...found.provider.books.values()].find(
    (other) => other.channel === 'virtual' && other.code.toLocaleUpperCase('es-PE') === wanted,
  );
  if (book === undefined) throw new Problem('book/not-found');
  return { ...found, book };
}

/** The regime that a sheet filed at this moment falls under: its term and its legends are what the form shows. */
export function regimeNow(web: Web, firm: Firm, type: 'reclamo' | 'queja' = 'reclamo'): Regime | undefined {
  return regimeFor(web.commands.law(), { sector: firm.sector, type, filedOn: limaDateOf(web.clock()) });
}

export function bookPath(ruc: string, code: string): string {
  return `/libro/${ruc}/${encodeURIComponent(code)}`;
}

/** Our own address as the outside sees it, for links that leave the page: QR codes, copies. */
export function publicUrl({ settings }: Web, request: FastifyRequest): string {
  return settings.publicUrl ?? `${request.protocol}://${request.host}`;
}

const RUC = /^\d{11}$/;
const NOBODY = '00000000000';
