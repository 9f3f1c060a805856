/**
 * What people wrote, as a cell of a spreadsheet. A spreadsheet takes text that begins with one of these for a formula, which
 * can fetch addresses and start programs: an apostrophe before it makes it text (OWASP, CSV injection).
 */
export function inertCell(text: string): string {
  const clean = text.replaceAll(NOT_XML, '');
  return FORMULA.test(clean) ? `'${clean}` : clean;
}

/** RFC 4180: quoted, quotes doubled, CRLF at the end of a line. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A number is no text that could be taken for a formula, be it negative. */
function csvCell(cell: string | number): string {
  return typeof cell === 'number' ? String(cell) : `"${inertCell(cell).replaceAll('"', '""')}"`;
}

/** Their full-width forms too, and behind spaces or a zero-width mark, which spreadsheets skip. */
const FORMULA = /^[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r\n|%＝＋－＠]|^[\t\r\n]/u;

/** What no XML may hold, so no .xlsx either: most control characters, two that are no characters, and half ones. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
