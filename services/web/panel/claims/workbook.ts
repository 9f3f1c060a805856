import type { Readable } from 'node:stream';
import { StreamedArchive } from '@foja/casefiles/archive/streamed.ts';

/**
 * A workbook (ECMA-376, SpreadsheetML) of one sheet whose cells are all text, so that nothing is worked out when it is opened.
 * Written while it is read, at its reader's pace: memory does not grow with the rows.
 */
export function workbook(
  { sheet, columns, at }: { readonly sheet: string; readonly columns: readonly Column[]; readonly at: Date },
  rows: AsyncIterable<readonly string[]>,
): Readable {
  const archive = new StreamedArchive(at);
  for (const [path, content] of Object.entries(PARTS)) archive.add(path, `${XML}${content}`);
  archive.add('xl/workbook.xml', `${XML}${workbookPart(sheet)}`);
  void archive.addStream(
    'xl/worksheets/sheet1.xml',
    sheetPart(columns, rows, (error) => archive.fail(error)),
  );
  archive.endWithoutManifest();
  return archive.stream;
}

export interface Column {
  readonly title: string;
  /** In characters. */
  readonly width: number;
}

/** Most characters of a cell that spreadsheets read. */
const CELL_MAX = 32_767;
/** Text is handed on in pieces of about this many characters. */
const PIECE = 32 * 1024;

async function* sheetPart(
  columns: readonly Column[],
  rows: AsyncIterable<readonly string[]>,
  failed: (error: unknown) => void,
): AsyncGenerator<string> {
  const widths = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`;
  let piece = rowOf(
    columns.map(({ title }) => title),
    ' s="1"',
  );
  try {
    for await (const cells of rows) {
      piece += rowOf(cells, '');
      if (piece.length < PIECE) continue;
      yield piece;
      piece = '';
    }
  } catch (error) {
    // A workbook that breaks off must not look like a whole one.
    failed(error);
    return;
  }
  yield `${piece}</sheetData></worksheet>`;
}

function rowOf(cells: readonly string[], style: string): string {
  const each = cells.map((cell) =>
    cell === '' ? '<c/>' : `<c t="inlineStr"${style}><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`,
  );
  return `<row>${each.join('')}</row>`;
}

/** What XML 1.0 has no character for is left out. */
function escaped(text: string): string {
  return text
    .slice(0, CELL_MAX)
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function workbookPart(sheet: string): string {
  return `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets><sheet name="${escaped(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`;
}

const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${DOCUMENT}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
};
