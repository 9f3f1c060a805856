/**
 * Numbering of sheets (Anexo I: `Nº 000000001-20XX`), per book and Lima year. The sheet stream of a book and year holds
 * one SheetIssued per number, so revision + first number is the correlative and there can be no gap and no duplicate.
 */

export const LAST_CORRELATIVE = 999_999_999;

export function sheetStream(bookId: string, year: number): string {
  return `sheets-${bookId}-${year}`;
}

/** @param revision of the SheetIssued event in its stream, from 0. */
export function correlativeOf(
  book: { readonly firstNumber: number; readonly firstYear: number },
  year: number,
  revision: number,
): number {
  return (year === book.firstYear ? book.firstNumber : 1) + revision;
}

/** `000000001-2026`. */
export function formatSheetNumber(correlative: number, year: number): string {
  return `${String(correlative).padStart(9, '0')}-${year}`;
}
