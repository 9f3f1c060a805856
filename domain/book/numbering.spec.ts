import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlativeOf, formatSheetNumber, sheetStream } from './numbering.ts';

describe('numbering of sheets', () => {
  it('prints nine digits and the year, as Anexo I does', () => {
    expect(formatSheetNumber(1, 2026)).toBe('000000001-2026');
    expect(formatSheetNumber(999_999_999, 2026)).toBe('999999999-2026');
  });

  it('starts a book taken over at its first number, in its first year only', () => {
    const book = { firstNumber: 352, firstYear: 2026 };
    expect(correlativeOf(book, 2026, 0)).toBe(352);
    expect(correlativeOf(book, 2026, 1)).toBe(353);
    expect(correlativeOf(book, 2027, 0)).toBe(1);
  });

  it('has no gap and no duplicate: one number more for each revision', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 1e6 }), (firstNumber, revision) => {
        const book = { firstNumber, firstYear: 2026 };
        expect(correlativeOf(book, 2026, revision + 1) - correlativeOf(book, 2026, revision)).toBe(1);
      }),
    );
  });

  it('keeps one stream for each book and year', () => {
    expect(sheetStream('b', 2026)).not.toBe(sheetStream('b', 2027));
  });
});
