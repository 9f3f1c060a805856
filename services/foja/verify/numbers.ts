import { hash } from 'node:crypto';
import type { LedgerEvent } from '@foja/contracts';
import { correlativeOf, formatSheetNumber } from '@foja/domain/book/numbering.ts';
import type { RecordedEvent } from '@foja/ledger';
import type { Findings } from './findings.ts';

/** By book: where its numbers begin. */
export type Books = ReadonlyMap<string, { readonly firstNumber: number; readonly firstYear: number }>;

/** By book and year: the sum of what claims say, less that of what the sheets' stream says. */
export type NumberSums = ReadonlyMap<string, bigint>;

/**
 * Numbers of sheets, in each book and year: the sheet that was issued at a revision is that of the claim which bears the number
 * that follows from it (Reglamento, Anexo I). Of each book and year only a sum is kept: of what claims say on one side, of what the
 * sheets' stream says on the other. Sums of hashes are equal where all members are, whatever their order (an accident has
 * odds of 2^-64; whoever looks for one meets the sealed log).
 */
export class Numbers {
  readonly #findings: Pick<Findings, 'add'>;
  readonly #books: Books;
  readonly #years = new Map<string, bigint>();

  constructor(books: Books, findings: Pick<Findings, 'add'>) {
    this.#books = books;
    this.#findings = findings;
  }

  take(
    event: LedgerEvent,
    { stream, revision, position }: Pick<RecordedEvent, 'stream' | 'revision' | 'position'>,
  ): void {
    switch (event.type) {
      case 'SheetNumbered': {
        const { bookId, year, correlative, sheetNumber } = event.data;
        if (sheetNumber !== formatSheetNumber(correlative, year)) {
          this.#findings.add({ what: 'sheet-number', position, stream, revision, detail: sheetNumber });
        }
        this.#add(`${bookId}-${year}`, hashOf(stream.slice('claim-'.length), correlative));
        return;
      }
      case 'SheetIssued': {
        const name = stream.slice('sheets-'.length);
        const [bookId, year] = [name.slice(0, -5), Number(name.slice(-4))];
        const book = this.#books.get(bookId);
        if (book === undefined) this.#findings.add({ what: 'sheet-number', position, stream, revision });
        else this.#add(name, -hashOf(event.data.claimId, correlativeOf(book, year, revision)));
        return;
      }
      default:
        return;
    }
  }

  get sums(): NumberSums {
    return this.#years;
  }

  #add(name: string, value: bigint): void {
    this.#years.set(name, (this.#years.get(name) ?? 0n) + value);
  }
}

/** Once all streams were read: what does not add up. */
export function checkSums(parts: Iterable<NumberSums>, findings: Pick<Findings, 'add'>): void {
  const sums = new Map<string, bigint>();
  for (const part of parts) for (const [name, sum] of part) sums.set(name, (sums.get(name) ?? 0n) + sum);
  for (const [name, sum] of sums) if (sum !== 0n) findings.add({ what: 'sheet-number', stream: `sheets-${name}` });
}

function hashOf(claimId: string, correlative: number): bigint {
  return BigInt(`0x${hash('sha256', `${claimId} ${correlative}`, 'hex').slice(0, 16)}`);
}
