import { sheetStream } from '@foja/domain/book/numbering.ts';
import { claimStream } from '@foja/domain/claim/index.ts';
import { encodeEvent } from '@foja/ledger/codec.ts';
import { type AppendResult, type EventStore, NO_STREAM } from '@foja/ledger/port.ts';
import type { Directory, KnownProvider } from './directory.ts';
import { eventId } from './event-ids.ts';
import {
  type Decided,
  decideEach,
  type Filed,
  type LaneBook,
  MOST_RACES,
  type Numbered,
  numberEach,
  sheetIssued,
  type Waiting,
} from './filing-group.ts';
import { finishNumbering } from './numbering.ts';

interface Issued {
  readonly numbered: readonly Numbered[];
  readonly last: number | undefined;
}

/**
 * Filing where the store appends to one stream at a time: three steps in order, and `finishNumbering` closes whatever a
 * crash leaves open between them.
 */
export class FilingSteps {
  readonly #store: EventStore;
  readonly #directory: Directory;
  readonly #book: LaneBook;

  constructor(store: EventStore, directory: Directory, book: LaneBook) {
    this.#store = store;
    this.#directory = directory;
    this.#book = book;
  }

  /**
   * Begun, issued, numbered: each step for the whole group. The last sheet is known before a claim is begun, so that a
   * number which somebody else gives it meanwhile moves that stream on.
   *
   * @param sheets revision of the sheet stream.
   * @returns its revision now; undefined where somebody else moved it, and it has to be asked for.
   */
  async file(group: readonly Waiting[], sheets: number): Promise<number | undefined> {
    const known = this.#directory.provider(this.#book.ruc);
    const decided = numberEach(decideEach(group, known.state), known, { ...this.#book, sheets });
    const begun = await Promise.all(decided.map((one) => this.#begin(one)));
    const fresh = decided.filter((one, index) => {
      const result = begun[index];
      // Its first event may stand there from an earlier try, with other content: the claim as it stands answers.
      const begins = result?.outcome === 'appended' && !result.repeated;
      if (!begins) one.waiting.resolve({ outcome: 'exists' });
      return begins;
    });
    if (fresh.length === 0) return sheets;
    const { numbered, last } = await this.#issue(fresh, known, sheets);
    await Promise.all(numbered.map(async (one) => one.waiting.resolve(await this.#number(one))));
    return last;
  }

  /** Sheets for claims that had none at revision `sheets`. After a lost race only what came since is searched for theirs. */
  async #issue(fresh: readonly Decided[], known: KnownProvider, sheets: number): Promise<Issued> {
    let left = fresh;
    let last = sheets;
    for (let race = 0; race < MOST_RACES && left.length > 0; race += 1) {
      const numbered = numberEach(left, known, { ...this.#book, sheets: last });
      const events = numbered.map(sheetIssued);
      const result = await this.#store.append({ stream: this.#sheetStream, expectedRevision: last, events });
      if (result.outcome === 'appended') return { numbered, last: last + numbered.length };
      const since = await this.#store.read(this.#sheetStream, { from: last + 1 });
      last = since.at(-1)?.revision ?? last;
      const issued = new Set(since.map(({ id }) => id));
      const others = numbered.filter((one) => issued.has(sheetIssued(one).id));
      for (const one of others) one.waiting.resolve(await this.#finish(one));
      left = numbered.filter((one) => !others.includes(one));
    }
    if (left.length > 0) throw new Error(`${MOST_RACES} lost races on book ${this.#book.bookId}`);
    return { numbered: [], last: undefined };
  }

  async #number(one: Numbered): Promise<Filed> {
    const { waiting, filed, number } = one;
    const { claimId, metadata } = waiting.filing;
    const result = await this.#store.append({
      stream: claimStream(claimId),
      expectedRevision: 0,
      events: [encodeEvent(number, eventId(claimId, 'SheetNumbered'), metadata)],
    });
    // The numbering reactor was quicker.
    if (result.outcome === 'conflict') return this.#finish(one);
    return { outcome: 'filed', filed: filed.data, number: number.data, position: result.position };
  }

  #begin({ waiting: { filing }, filed }: Decided): Promise<AppendResult> {
    const event = encodeEvent(filed, eventId(filing.claimId, 'ClaimFiled'), filing.metadata);
    return this.#store.append({
      stream: claimStream(filing.claimId),
      expectedRevision: NO_STREAM,
      events: [event],
    });
  }

  async #finish({ waiting: { filing }, filed }: Decided): Promise<Filed> {
    const claim = await finishNumbering(this.#store, this.#directory, filing.claimId);
    const number = claim?.state.number;
    const position = claim?.history.at(-1)?.position;
    if (number === undefined || position === undefined) throw new Error(`claim ${filing.claimId} was not numbered`);
    return { outcome: 'filed', filed: filed.data, number, position };
  }

  get #sheetStream(): string {
    return sheetStream(this.#book.bookId, this.#book.year);
  }
}
