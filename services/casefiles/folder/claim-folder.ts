import { hash } from 'node:crypto';
import { foldClaim } from '@foja/commands/claim-reader.ts';
import type { Claim, HistoryEntry } from '@foja/commands/commands.ts';
import { type Documents, NoBrowser, type PrintedDocument, RendererBusy, RenderFailed } from '@foja/documents';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { FileStore } from '@foja/files';
import type { RecordedEvent } from '@foja/ledger/port.ts';
import type { CaseFile } from '../archive/segment.ts';
import { type CaseFileProofs, CHANGED, type Disclosures } from '../port.ts';
import { type Attached, attachedFiles } from './attached.ts';
import { claimView, type DocumentLine, stateWords } from './claim-view.ts';
import { folderOf } from './names.ts';
import { casePage } from './pages.ts';
import { KIND_WORDS } from './words.ts';

export interface FolderDependencies {
  readonly documents: CaseDocuments;
  readonly files: FileStore;
  readonly proofs: Pick<CaseFileProofs, 'proofOf'>;
  readonly disclosures: Pick<Disclosures, 'of'>;
}

export type CaseDocuments = Pick<
  Documents,
  'printed' | 'sheet' | 'answer' | 'computation' | 'sheetHtml' | 'answerHtml' | 'computationHtml' | 'posterHtml'
>;

export interface ClaimFolder {
  readonly files: readonly CaseFile[];
  readonly entry: ClaimEntry;
}

/** A claim's line in the lists of the archive. No name: the page of the sheet has it. */
export interface ClaimEntry {
  readonly claimId: string;
  readonly path: string;
  readonly number: string;
  readonly ruc: string;
  readonly bookId: string;
  readonly book: string;
  readonly type: string;
  readonly filedOn: string;
  readonly dueOn: string;
  readonly state: string;
  /** SHA-256 of the folder's own manifest, which names every file in it. */
  readonly digest: string;
}

/** One claim as Indecopi gets it (Código, art. 152; Reglamento, art. 11): see `norms.md`'s case file, item by item. */
export async function claimFolder(
  {
    claim,
    recorded,
    printed,
  }: {
    readonly claim: Claim;
    /** As they are stored. */
    readonly recorded: readonly RecordedEvent[];
    readonly printed: readonly PrintedDocument[];
  },
  dependencies: FolderDependencies,
): Promise<ClaimFolder> {
  const { filed, number } = claim.state;
  const folder = folderOf({ ...filed, sheetNumber: number?.sheetNumber });
  const documents = number === undefined ? [] : await documentsOf(claim, printed, dependencies);
  const attached = { store: dependencies.files, erased: claim.state.erasedOn !== undefined };
  const evidence = await attachedFiles(claim.history.flatMap(evidenceOf), { folder: 'pruebas', ...attached });
  const descargos = await attachedFiles(claim.history.flatMap(descargosOf), { folder: 'descargos', ...attached });
  const proofs = await proofsOf(recorded, dependencies.proofs);
  const disclosed = await dependencies.disclosures.of(recorded);
  const view = claimView(claim, {
    root: '../'.repeat(folder.split('/').length),
    documents: documents.map(({ line }) => line),
    consumerCopies: consumerCopies(claim, printed),
    evidence: evidence.lines,
    descargos: descargos.lines,
    proofs: new Map(proofs.found.map(({ revision, file }) => [revision, file.path])),
    sealing: sealingWords(proofs, recorded.length),
    disclosed: disclosed !== undefined,
  });
  const files = [
    textFile('index.html', casePage('claim', view)),
    ...documents.map(({ file }) => file),
    ...evidence.files,
    ...descargos.files,
    textFile('eventos.json', json({ stream: recorded[0]?.stream ?? '', events: recorded.map(asStored) })),
    ...(disclosed === undefined ? [] : [textFile('revelados.json', json(disclosed))]),
    ...proofs.found.map(({ file }) => file),
  ];
  const manifest = files.map(({ sha256, sizeBytes, path }) => `${sha256}  ${sizeBytes}  ${path}\n`).join('');
  const all = [...files, textFile('manifiesto.txt', manifest)];
  return {
    files: all.map((file) => ({ ...file, path: `${folder}/${file.path}` })),
    entry: {
      claimId: filed.claimId,
      path: folder,
      number: number?.sheetNumber ?? 'sin número',
      ruc: filed.ruc,
      bookId: filed.bookId,
      book: filed.bookCode,
      type: claim.state.type,
      filedOn: limaDateOf(filed.filedAt),
      dueOn: claim.state.dueOn,
      state: stateWords(claim.state),
      digest: sha256Of(manifest),
    },
  };
}

export function textFile(path: string, content: string): CaseFile {
  return { path, content, sizeBytes: Buffer.byteLength(content), sha256: sha256Of(content) };
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** Of its UTF-8. */
function sha256Of(text: string): string {
  return hash('sha256', text, 'hex');
}

interface Document {
  readonly file: CaseFile;
  readonly line: DocumentLine;
}

/** The sheet as it was filed, as it stands, every PDF that was ever printed, and what explains them. */
async function documentsOf(
  claim: Claim,
  prints: readonly PrintedDocument[],
  { documents, files }: FolderDependencies,
): Promise<Document[]> {
  const asFiled = foldClaim(claim.history.filter(({ revision }) => revision <= 1)) ?? claim;
  const html = (path: string, name: string, note: string, page: string) => made(path, name, note, page);
  const screens = [
    html('hoja-presentada.html', 'La hoja como se presentó', '', await documents.sheetHtml(asFiled, 'indecopi')),
    html(
      'hoja-indecopi.html',
      'Copia para Indecopi, al día de este expediente',
      '',
      await documents.sheetHtml(claim, 'indecopi'),
    ),
    html(
      'hoja-consumidor.html',
      'Copia del consumidor, sin su enlace personal',
      '',
      await documents.sheetHtml(claim, 'consumer', { withoutLink: true }),
    ),
    html('computo.html', 'Hoja de cómputo del plazo, día por día', '', await documents.computationHtml(claim)),
  ];
  if (claim.state.response !== undefined) {
    screens.push(html('respuesta.html', 'Carta de respuesta', '', await documents.answerHtml(claim)));
  }
  const printed: Document[] = [];
  for (const { kind, copy, withoutLink, revision, sha256, sizeBytes } of prints) {
    if ((copy === 'consumer' && !withoutLink) || !(await files.has(sha256))) continue;
    const path = `impresos/${[kind === 'sheet' ? 'hoja' : kind === 'answer' ? 'respuesta' : 'computo', COPIES[copy ?? 'none'], `acto-${revision}`].filter(Boolean).join('-')}.pdf`;
    const content = async () => {
      const stream = await files.get(sha256, { verify: true });
      if (stream === undefined) throw new Error('a printed document was destroyed a moment ago');
      return stream;
    };
    const name = `${KIND_WORDS[kind]}${copy === undefined ? '' : `, copia para ${COPIES[copy]}`} (PDF)`;
    const line = { href: path, name, note: `Impresa cuando el último acto era el ${revision}`, sha256 };
    printed.push({ file: { path, sha256, sizeBytes, content }, line });
  }
  return [...screens, ...printed];
}

function made(path: string, name: string, note: string, content: string): Document {
  const file = textFile(path, content);
  return { file, line: { href: path, name, note, sha256: file.sha256 } };
}

const COPIES = { consumer: 'consumidor', provider: 'proveedor', indecopi: 'indecopi', none: '' } as const;

/** Where there is no browser, or a document cannot be printed, the page for the screen says the same. */
export async function printAll(
  claim: Claim,
  documents: Pick<CaseDocuments, 'sheet' | 'answer' | 'computation'>,
): Promise<void> {
  const prints = [
    () => documents.sheet(claim, 'indecopi'),
    () => documents.sheet(claim, 'provider'),
    () => documents.sheet(claim, 'consumer', { withoutLink: true }),
    () => documents.computation(claim),
    ...(claim.state.response === undefined ? [] : [() => documents.answer(claim)]),
  ];
  for (const print of prints) {
    try {
      await print();
    } catch (error) {
      if (error instanceof NoBrowser) return;
      if (!(error instanceof RendererBusy || error instanceof RenderFailed)) throw error;
    }
  }
}

/** Hashes of what the consumer was given: by the events, and by what was printed. */
function consumerCopies(claim: Claim, printed: readonly PrintedDocument[]): string[] {
  const told = claim.history.flatMap(({ event }) =>
    event.type === 'CopyDelivered' && event.data.copy === 'consumer' ? (event.data.documentSha256 ?? []) : [],
  );
  return [
    ...new Set([
      ...told,
      ...printed.flatMap(({ copy, withoutLink, sha256 }) => (copy === 'consumer' && !withoutLink ? sha256 : [])),
    ]),
  ];
}

function evidenceOf({ event, metadata }: HistoryEntry): Attached[] {
  if (event.type !== 'EvidenceAttached') return [];
  const by = event.data.by === 'consumer' ? 'consumidor' : 'proveedor';
  return [{ ...event.data, by, occurredAt: metadata.occurredAt }];
}

function descargosOf({ event, metadata }: HistoryEntry): Attached[] {
  if (event.type !== 'DescargosAttached') return [];
  const { reference, ...file } = event.data;
  return [{ ...file, by: 'proveedor', remark: reference, occurredAt: metadata.occurredAt }];
}

interface Proofs {
  readonly found: readonly { readonly revision: number; readonly file: CaseFile }[];
  /** Revisions at which something else was sealed. */
  readonly changed: readonly number[];
}

async function proofsOf(recorded: readonly RecordedEvent[], proofs: Pick<CaseFileProofs, 'proofOf'>): Promise<Proofs> {
  const found: { readonly revision: number; readonly file: CaseFile }[] = [];
  const changed: number[] = [];
  for (const event of recorded) {
    const proof = await proofs.proofOf(event);
    if (proof === undefined) continue;
    if (proof === CHANGED) {
      changed.push(event.revision);
      continue;
    }
    const path = `registro/acto-${event.revision}.tlog-proof`;
    found.push({ revision: event.revision, file: textFile(path, proof) });
  }
  return { found, changed };
}

function sealingWords({ found: { length: sealed }, changed }: Proofs, events: number): string {
  if (changed.length > 0) {
    return `El acto ${changed.join(', ')} no es el que se selló en el libro mayor: alguien lo cambió después. No lleva prueba.`;
  }
  if (sealed === 0) {
    return 'Estos actos aún no están sellados en el libro mayor: sus pruebas criptográficas (tlog-proof) no existen todavía.';
  }
  const all = `De cada acto hay una prueba (C2SP tlog-proof) de que está en el libro mayor firmado.`;
  return sealed === events ? all : `${all} Faltan ${events - sealed}, tan recientes que aún no están sellados.`;
}

/** Exactly what the store holds. */
function asStored({ stream: _stream, position, ...event }: RecordedEvent): object {
  return { ...event, position: String(position) };
}
