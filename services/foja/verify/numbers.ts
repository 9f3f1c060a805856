import { createHash } from 'node:crypto';
import type { LedgerEvent } from '@foja/contracts';
import { correlativeOf, formatSheetNumber } from '@foja/domain/book/numbering.ts';
import type { RecordedEvent } from '@foja/ledger';
import type { Findings } from './findings.ts';

/**
 * Numbers of sheets, in each book and year: the sheet that was issued at a revision is that of the claim which bears the number
 * that follows from it (Reglamento, Anexo I). Of each book and year only a sum is kept: of what claims say on one side, of what the
 * sheets' stream says on the other. Sums of hashes are equal where all members are, whatever their order (an accident has
 * odds of 2^-64; whoever looks for one meets the sealed log).
 */
export class Numbers {
  readonly #findings: Findings;
  /** By book: where its numbers begin. Streams of providers come before those of sheets. */
  readonly #books = new Map<string, { readonly firstNumber: number; readonly firstYear: number }>();
  readonly #years = new Map<string, { claims: bigint; sheets: bigint }>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  take(event: LedgerEvent, { stream, revision, position }: RecordedEvent): void {
    switch (event.type) {
      case 'BookOpened': {
        const { bookId, firstNumber, firstYear } = event.data;
        this.#books.set(bookId, { firstNumber, firstYear });
        return;
      }
      case 'SheetNumbered': {
        const { bookId, year, correlative, sheetNumber } = event.data;
        if (sheetNumber !== formatSheetNumber(correlative, year)) {
          this.#findings.add({ what: 'sheet-number', position, stream, revision, detail: sheetNumber });
        }
        this.#year(`${bookId}-${year}`).claims += hashOf(stream.slice('claim-'.length), correlative);
        return;
      }
      case 'SheetIssued': {
        const name = stream.slice('sheets-'.length);
        const [bookId, year] = [name.slice(0, -5), Number(name.slice(-4))];
        const book = this.#books.get(bookId);
        if (book === undefined) this.#findings.add({ what: 'sheet-number', position, stream, revision });
        else this.#year(name).sheets += hashOf(event.data.claimId, correlativeOf(book, year, revision));
        return;
      }
      default:
        return;
    }
  }

  end(): void {
    for (const [name, { claims, sheets }] of this.#years) {
      if (claims !== sheets) this.#findings.add({ what: 'sheet-number', stream: `sheets-${name}` });
    }
  }

  #year(name: string): { claims: bigint; sheets: bigint } {
    const found = this.#years.get(name) ?? { claims: 0n, sheets: 0n };
    this.#years.set(name, found);
    return found;
  }
}

function hashOf(claimId: string, correlative: number): bigint {
  return createHash('sha256').update(`${claimId} ${correlative}`).digest().readBigUInt64BE();
}
