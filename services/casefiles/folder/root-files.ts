import type { Commands } from '@foja/commands/commands.ts';
import type { CaseScope } from '@foja/contracts/events/indecopi.ts';
import { dayAndHour, dayMonthYear, longDate } from '@foja/documents/format.ts';
import { formatKeyChanges } from '@foja/domain/ledger/index.ts';
import type { Archive } from '../archive/archive.ts';
import type { CaseFileProofs, ManifestSigner } from '../port.ts';
import type { Job } from '../table.ts';
import { type CaseDocuments, type ClaimEntry, json, textFile } from './claim-folder.ts';
import { bookFolder } from './names.ts';
import { casePage } from './pages.ts';

export interface RootDependencies {
  readonly documents: Pick<CaseDocuments, 'posterHtml'>;
  readonly commands: Pick<Commands, 'provider'>;
  readonly proofs: Pick<CaseFileProofs, 'checkpoint' | 'publicKey' | 'keyChanges'>;
  readonly signer: ManifestSigner;
}

/** For whoever has the log's key from before one of them. */
const KEY_CHANGES = 'relevos-de-clave.txt';
/** Rows of one page of the list. */
const LIST_ROWS = 500;

/**
 * What stands around the claims: the lists, the notices of the books, what was asked for, checkpoint and key, the way in, and
 * last the manifest and its signature. @returns the manifest's SHA-256.
 */
export async function addRootFiles(
  archive: Archive,
  job: Job,
  dependencies: RootDependencies,
): Promise<{ readonly manifestSha256: string }> {
  const { proofs, signer } = dependencies;
  const { lists, books } = await addLists(archive, job.done);
  const notices = await addNotices(archive, [...books.values()], dependencies);
  const checkpoint = await proofs.checkpoint();
  if (checkpoint !== undefined) await archive.add([textFile('punto-de-control.txt', checkpoint)]);
  const { publicKey } = proofs;
  if (publicKey !== undefined) await archive.add([textFile('clave-publica.txt', `${publicKey}\n`)]);
  const changes = await proofs.keyChanges();
  if (changes.length > 0) await archive.add([textFile(KEY_CHANGES, formatKeyChanges(changes))]);
  await archive.add([textFile('pedido.json', json(askedFor(job)))]);
  const probe = await signer.sign('foja\n');
  const view = {
    ...indexView(job),
    lists,
    notices,
    signed: probe !== undefined,
    sealing: sealingWords(checkpoint !== undefined, publicKey !== undefined),
  };
  await archive.add([textFile('index.html', casePage('index', view))]);

  const manifest = await archive.manifest('manifiesto.txt');
  const { files } = await archive.mark();
  const text = `foja/expediente\n${job.exportId}\n${files}\n${manifest.sizeBytes}\n${manifest.sha256}\n`;
  const note = await signer.sign(text);
  const signature =
    note === undefined ? textFile('manifiesto.resumen.txt', text) : textFile('manifiesto.firma.txt', note);
  await archive.add([manifest, signature]);
  return { manifestSha256: manifest.sha256 };
}

interface Book {
  readonly ruc: string;
  readonly bookId: string;
  readonly book: string;
}

/** Pages of the list, one in memory at a time. */
async function addLists(archive: Archive, claims: number) {
  const books = new Map<string, Book>();
  const lists: { readonly href: string; readonly from: number; readonly to: number }[] = [];
  const pages = Math.ceil(claims / LIST_ROWS);
  let rows: ClaimEntry[] = [];
  const add = async () => {
    const n = lists.length + 1;
    const from = (n - 1) * LIST_ROWS + 1;
    const view = {
      title: `Hojas ${from} a ${from + rows.length - 1}`,
      rows: rows.map((row) => ({ ...row, filedOn: dayMonthYear(row.filedOn), dueOn: dayMonthYear(row.dueOn) })),
      before: n > 1 ? listName(n - 1) : '',
      after: n < pages ? listName(n + 1) : '',
    };
    const href = `indice/${listName(n)}`;
    await archive.add([textFile(href, casePage('list', view))]);
    lists.push({ href, from, to: from + rows.length - 1 });
    rows = [];
  };
  for await (const { entry } of archive.entries()) {
    const row = entry as ClaimEntry;
    books.set(row.bookId, row);
    rows.push(row);
    if (rows.length === LIST_ROWS) await add();
  }
  if (rows.length > 0) await add();
  return { lists, books };
}

function listName(n: number): string {
  return `${String(n).padStart(4, '0')}.html`;
}

/** The notice of each book (Anexo II), as it stands today. */
async function addNotices(archive: Archive, books: readonly Book[], { commands, documents }: RootDependencies) {
  const notices: { readonly href: string; readonly name: string }[] = [];
  for (const { ruc, bookId, book: code } of books) {
    const { registered, books: known } = await commands.provider(ruc);
    const book = known.get(bookId);
    if (registered === undefined || book === undefined) continue;
    const bookKind = book.channel === 'virtual' ? 'virtual' : 'físico';
    const page = await documents.posterHtml({ bookKind, provider: registered, book });
    const href = `avisos/${ruc}/${bookFolder({ bookCode: code, bookId })}.html`;
    await archive.add([textFile(href, page)]);
    notices.push({ href, name: `${registered.legalName}: libro ${code}, ${book.establishment}` });
  }
  return notices;
}

function indexView(job: Job) {
  const { reference, dueOn, claims: _claims, done, filedUntil, exportId, recipient, pdf } = job;
  const facts: readonly (readonly [string, string])[] = [
    ['Para', recipient === 'indecopi' ? 'Indecopi (Código, art. 152; Reglamento, art. 11)' : 'El propio proveedor'],
    ...(reference === undefined ? [] : [['Referencia', reference] as const]),
    ['Pedido', dayAndHour(filedUntil)],
    ...(dueOn === undefined ? [] : [['Debe entregarse', `a más tardar el ${longDate(dueOn)}`] as const]),
    ['Hojas', String(done)],
    ['Identificador', exportId],
  ];
  return {
    title: 'Expediente del Libro de Reclamaciones',
    subtitle: reference ?? 'Copia de las hojas y de todo lo actuado',
    facts: facts.map(([label, value]) => ({ label, value })),
    scopes: job.scopes.map(scopeWords),
    printing:
      pdf === 'all'
        ? 'De cada hoja va el PDF de sus copias; donde no se pudo imprimir va la misma página en HTML, que dice lo mismo y se puede imprimir desde el navegador.'
        : 'De cada hoja van los PDF que ya se habían impreso, con los mismos bytes; lo que nunca se imprimió va en HTML, que dice lo mismo y se puede imprimir desde el navegador.',
  };
}

/** What was asked for, and what of it could be seen, for a machine. */
function askedFor({ exportId, recipient, scopes, filedUntil, reference, dueOn, pdf, done }: Job): object {
  return { exportId, recipient, scopes, filedUntil, reference, dueOn, pdf, claims: done };
}

export function scopeWords({ ruc, bookId, claimId, filedFrom, filedTo }: CaseScope): string {
  const parts = [`Proveedor con RUC ${ruc}`];
  if (bookId !== undefined) parts.push(`libro ${bookId}`);
  if (claimId !== undefined) parts.push(`solo la hoja ${claimId}`);
  if (filedFrom !== undefined) parts.push(`presentadas desde el ${dayMonthYear(filedFrom)}`);
  if (filedTo !== undefined) parts.push(`presentadas hasta el ${dayMonthYear(filedTo)}`);
  return parts.length === 1 ? `${parts[0]}: todas sus hojas` : parts.join(', ');
}

function sealingWords(checkpoint: boolean, key: boolean): string {
  if (!checkpoint)
    return 'El libro mayor aún no tiene un punto de control firmado: los actos no llevan prueba criptográfica.';
  const where = key ? ' y clave-publica.txt es la clave con que se comprueba' : '';
  return `punto-de-control.txt es el último punto de control firmado del libro mayor${where}. Cada acto lleva su prueba (tlog-proof) en la carpeta registro de su hoja.`;
}
