/**
 * What a PDF says of itself. Chromium writes the title, and its own name as author of everything; this adds an update at
 * the end of the file, as the format provides for (ISO 32000, 7.5.6): nothing that the browser wrote is changed.
 */
export interface PdfMetadata {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  /** Instant, ISO 8601. */
  readonly createdAt: string;
}

/** @returns the PDF as it was where its end is not laid out as Chromium's PDF writer does it. */
export function withMetadata(pdf: Buffer, metadata: PdfMetadata): Buffer {
  const end = pdf.subarray(-400).toString('latin1');
  const trailer = /trailer\s*<<([^>]*)>>\s*startxref\s+(\d+)\s+%%EOF\s*$/.exec(end);
  const [, entries = '', previous = ''] = trailer ?? [];
  const size = /\/Size (\d+)/.exec(entries)?.[1];
  const root = /\/Root (\d+) 0 R/.exec(entries)?.[1];
  const info = /\/Info (\d+) 0 R/.exec(entries)?.[1];
  if (size === undefined || root === undefined || info === undefined) return pdf;
  const objects = [{ number: Number(info), body: infoDictionary(metadata) }];
  const catalog = catalogOf(pdf, root);
  if (catalog !== undefined) objects.push({ number: Number(root), body: catalog });
  objects.sort((a, b) => a.number - b.number);

  let update = '\n';
  let table = 'xref\n';
  for (const { number, body } of objects) {
    table += `${number} 1\n${String(pdf.length + update.length).padStart(10, '0')} 00000 n \n`;
    update += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const startOfTable = pdf.length + update.length;
  const last = `trailer\n<</Size ${size}\n/Root ${root} 0 R\n/Info ${info} 0 R\n/Prev ${previous}>>\nstartxref\n${startOfTable}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(update + table + last, 'latin1')]);
}

/** The catalog, asking viewers to show the title instead of a file name. */
function catalogOf(pdf: Buffer, root: string): string | undefined {
  const start = pdf.lastIndexOf(`\n${root} 0 obj\n<</Type /Catalog`);
  if (start < 0) return undefined;
  const end = pdf.indexOf('\nendobj', start);
  const body = pdf.subarray(start + `\n${root} 0 obj\n`.length, end).toString('latin1');
  if (!body.endsWith('>>') || body.includes('/ViewerPreferences')) return undefined;
  return `${body.slice(0, -2)}\n/ViewerPreferences <</DisplayDocTitle true>>>>`;
}

function infoDictionary({ title, author, subject, createdAt }: PdfMetadata): string {
  const date = pdfDate(createdAt);
  return `<</Title ${text(title)}
/Author ${text(author)}
/Subject ${text(subject)}
/Creator ${text('Foja')}
/Producer ${text('Chromium (Skia/PDF)')}
/CreationDate ${date}
/ModDate ${date}>>`;
}

/** UTF-16 in hexadecimal: no character of it can end the string. */
function text(value: string): string {
  const bytes = Buffer.from(value, 'utf16le').swap16();
  return `<FEFF${bytes.toString('hex').toUpperCase()}>`;
}

/** By Lima's clock. */
function pdfDate(instant: string): string {
  const lima = new Date(Date.parse(instant) - 5 * 3_600_000).toISOString();
  return `(D:${lima.slice(0, 19).replaceAll(/[-:T]/g, '')}-05'00')`;
}
