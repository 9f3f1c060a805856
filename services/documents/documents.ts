import type { Readable } from 'node:stream';
import type { Claim, Commands } from '@foja/commands/commands.ts';
import { bytesOf, type FileStore } from '@foja/files';
import type pg from 'pg';
import { Backlog } from './backlog.ts';
import { type ClaimDocument, isClaimDocument, revisionOf, shelfCopyOf } from './catalogue.ts';
import {
  answerContent,
  backupContent,
  type Content,
  contentOf,
  fileNameOf,
  type PosterAt,
  posterContent,
} from './content.ts';
import { pageForPdf, pageForScreen } from './page.ts';
import { withMetadata } from './pdf-metadata.ts';
import { NoBrowser, RendererBusy } from './renderer/errors.ts';
import { createRenderer, type Renderer, type RendererMetrics } from './renderer/renderer.ts';
import { openShelf, type ShelfKey, type ShelvedDocument } from './shelf.ts';
import type { AnswerWords } from './views/answer.ts';
import type { BackupSheetsOf } from './views/backup.ts';
import type { Copy } from './views/sheet.ts';

/**
 * The documents of the book. A claim's PDF is made once for what it says; its bytes are kept by their SHA-256 and served
 * again unchanged until an event changes what it says.
 *
 * Everything that makes a PDF may throw NoBrowser, RendererBusy or RenderFailed. After the first two the document is
 * remembered and made as soon as it can be; the HTML is there in any case.
 */
export interface Documents {
  sheet(claim: Claim, copy: Copy, options?: SheetOptions): Promise<StoredDocument>;
  /** @throws NotAnswered */
  answer(claim: Claim): Promise<StoredDocument>;
  /** The hoja de cómputo. */
  computation(claim: Claim): Promise<StoredDocument>;
  /** The notice of Anexo II. Not kept: it holds nothing that has to be proved. */
  poster(of: PosterAt): Promise<LooseDocument>;
  /** Blank sheets of the Libro de Respaldo. @throws RangeError */
  backupSheets(of: BackupSheetsOf): Promise<LooseDocument>;

  /** What was printed of these claims so far, of each the oldest first; makes nothing. */
  printed(...claimIds: readonly string[]): Promise<readonly PrintedDocument[]>;

  sheetHtml(claim: Claim, copy: Copy, options?: SheetOptions): Promise<string>;
  answerHtml(claim: Claim): Promise<string>;
  /** The letter as it would go out: for whoever is about to send it. */
  answerPreview(claim: Claim, words: AnswerWords): Promise<string>;
  computationHtml(claim: Claim): Promise<string>;
  posterHtml(of: PosterAt): Promise<string>;
  backupSheetsHtml(of: BackupSheetsOf): string;

  /** Destroys every stored document of a claim: part of erasing its personal data. Answers how many files went. */
  forget(claimId: string): Promise<number>;
  /** Makes what was asked for while it could not be made; also done by itself. Answers how many were made. */
  makePending(): Promise<number>;
  pending(): Promise<number>;
  /** Starts the browser ahead of the first document; false where there is none. */
  warmUp(): Promise<boolean>;
  metrics(): RendererMetrics;
  close(): Promise<void>;
}

export interface SheetOptions {
  /** The consumer's copy for anybody else, without the link by which one acts as the consumer. */
  readonly withoutLink?: boolean;
}

export interface LooseDocument {
  readonly bytes: Buffer;
  readonly mediaType: 'application/pdf';
  readonly fileName: string;
}

export interface PrintedDocument extends ShelvedDocument {
  readonly claimId: string;
  readonly kind: ClaimDocument['kind'];
  readonly copy: Copy | undefined;
  readonly withoutLink: boolean;
  /** Of the last event that it speaks of. */
  readonly revision: number;
}

export interface StoredDocument extends ShelvedDocument {
  readonly mediaType: 'application/pdf';
  readonly fileName: string;
  /** Verified while it is read. */
  open(): Promise<Readable>;
  bytes(): Promise<Buffer>;
}

export interface DocumentsOptions {
  readonly files: FileStore;
  /** As the application's role. */
  readonly pool: pg.Pool;
  readonly commands: Pick<Commands, 'claim' | 'lawAt'>;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  readonly log: { warn(message: string): void; error(message: string): void };
  /** The consumer's own link to follow the claim, printed with its QR code on the consumer's copy only. */
  readonly followUrl?: ((claimId: string) => string) | undefined;
  /** Everybody's page for checking copies, printed with its QR code on what is for a consumer. */
  readonly verifyUrl?: (() => string) | undefined;
  readonly renderer?: Renderer | undefined;
  /** How often to look for a browser while documents wait for one. */
  readonly backlogEveryMs?: number | undefined;
}

export async function createDocuments(options: DocumentsOptions): Promise<Documents> {
  const { files, pool, commands, clock, log, followUrl, verifyUrl } = options;
  const renderer = options.renderer ?? createRenderer({ warn: (message) => log.warn(message) });
  const shelf = await openShelf(pool);
  /** Documents being made now, so that two who ask at once get the same one. */
  const making = new Map<string, Promise<ShelvedDocument>>();
  const backlog = new Backlog({
    shelf,
    claim: (claimId) => commands.claim(claimId),
    make: async (document, claim, key) => void (await made(document, claim, key)),
    available: () => renderer.available(),
    log,
    everyMs: options.backlogEveryMs ?? 30_000,
  });

  async function stored(document: ClaimDocument, claim: Claim): Promise<StoredDocument> {
    const { kind } = document;
    const copy = shelfCopyOf(document);
    const key = { claimId: claim.state.filed.claimId, kind, copy, revision: revisionOf(kind, claim.history) };
    const kept = (await onShelf(key)) ?? (await madeOrWanted(document, claim, key));
    return handOut(kept, fileNameOf(document, claim));
  }

  async function onShelf(key: ShelfKey): Promise<ShelvedDocument | undefined> {
    const kept = await shelf.find(key);
    if (kept === undefined || (await files.has(kept.sha256))) return kept;
    log.error(`the stored bytes of a document are gone (${kept.sha256}): it is made again, with another hash`);
    await shelf.drop(key);
    return undefined;
  }

  async function madeOrWanted(document: ClaimDocument, claim: Claim, key: ShelfKey): Promise<ShelvedDocument> {
    try {
      return await made(document, claim, key);
    } catch (error) {
      if (error instanceof NoBrowser || error instanceof RendererBusy) {
        await shelf.want(key);
        backlog.wake();
      }
      throw error;
    }
  }

  function made(document: ClaimDocument, claim: Claim, key: ShelfKey): Promise<ShelvedDocument> {
    const name = [key.claimId, key.kind, key.copy, key.revision].join(' ');
    const running = making.get(name);
    if (running !== undefined) return running;
    const promise = make(document, claim, key).finally(() => making.delete(name));
    making.set(name, promise);
    return promise;
  }

  /** Bytes first, then the row: a crash between the two costs a file nobody refers to, never a row without bytes. */
  async function make(document: ClaimDocument, claim: Claim, key: ShelfKey): Promise<ShelvedDocument> {
    const bytes = await pdfOf(await contentFor(document, claim));
    const file = await files.put(bytes, { mediaType: 'application/pdf' });
    const kept = await shelf.keep(key, file);
    if (kept.sha256 !== file.sha256) await files.delete(file.sha256); // another process was first
    return kept;
  }

  async function contentFor(document: ClaimDocument, claim: Claim): Promise<Content> {
    const law = await commands.lawAt(claim.state.lawVersion);
    const url = document.withoutLink === true ? undefined : followUrl?.(claim.state.filed.claimId);
    return contentOf(document, claim, { law, followUrl: url, verifyUrl: verifyUrl?.() });
  }

  async function pdfOf(content: Content): Promise<Buffer> {
    const pdf = await renderer.render(pageForPdf(content));
    return withMetadata(pdf, { ...content.about, createdAt: clock() });
  }

  function handOut(kept: ShelvedDocument, fileName: string): StoredDocument {
    const there = <T>(found: T | undefined): T => {
      if (found === undefined) throw new Error('the document was destroyed a moment ago');
      return found;
    };
    return {
      ...kept,
      mediaType: 'application/pdf',
      fileName,
      open: async () => there(await files.get(kept.sha256, { verify: true })),
      bytes: async () => there(await bytesOf(files, kept.sha256)),
    };
  }

  async function loose(content: Content): Promise<LooseDocument> {
    return { bytes: await pdfOf(content), mediaType: 'application/pdf', fileName: content.fileName };
  }

  async function htmlOf(document: ClaimDocument, claim: Claim): Promise<string> {
    return pageForScreen(await contentFor(document, claim));
  }

  return {
    sheet: (claim, copy, options) => stored({ kind: 'sheet', copy, ...options }, claim),
    answer: (claim) => stored({ kind: 'answer' }, claim),
    computation: (claim) => stored({ kind: 'computation' }, claim),
    poster: async (of) => loose(await posterContent(of)),
    backupSheets: async (of) => loose(backupContent(of)),
    async printed(...claimIds) {
      return (await shelf.of(claimIds)).flatMap(({ kind, copy, ...kept }) => {
        const document = isClaimDocument(kind, copy);
        if (document === undefined) return [];
        const withoutLink = document.withoutLink === true;
        return [{ ...kept, kind: document.kind, copy: document.copy, withoutLink }];
      });
    },
    sheetHtml: (claim, copy, options) => htmlOf({ kind: 'sheet', copy, ...options }, claim),
    answerHtml: (claim) => htmlOf({ kind: 'answer' }, claim),
    answerPreview: async (claim, words) =>
      pageForScreen(answerContent(claim, await commands.lawAt(claim.state.lawVersion), words)),
    computationHtml: (claim) => htmlOf({ kind: 'computation' }, claim),
    posterHtml: async (of) => pageForScreen(await posterContent(of)),
    backupSheetsHtml: (of) => pageForScreen(backupContent(of)),
    async forget(claimId) {
      await Promise.allSettled([...making].flatMap(([name, running]) => (name.startsWith(claimId) ? [running] : [])));
      const hashes = await shelf.clear(claimId);
      const gone = await Promise.all(hashes.map((sha256) => files.delete(sha256)));
      return gone.filter(Boolean).length;
    },
    makePending: () => backlog.work(),
    pending: () => shelf.countWanted(),
    warmUp: () => renderer.warmUp(),
    metrics: () => renderer.metrics(),
    async close() {
      await backlog.close();
      await renderer.close();
    },
  };
}
