import { sheetStream } from '@foja/domain/book/numbering.ts';
import { claimStream } from '@foja/domain/claim/index.ts';
import { encodeEvent } from '@foja/ledger/codec.ts';
import {
  type AppendResult,
  type EventStore,
  NO_STREAM,
  StoreUnavailable,
  type StreamAppend,
} from '@foja/ledger/port.ts';
import { type Directory, type KnownProvider, providerStream } from './directory.ts';
import { eventId } from './event-ids.ts';
import {
  decideEach,
  type Filed,
  type LaneBook,
  MOST_RACES,
  type Numbered,
  numberEach,
  type PendingFiling,
  sheetIssued,
  type Waiting,
} from './filing-group.ts';
import { FilingSteps } from './filing-steps.ts';

/** Most filings in one append: enough to share a commit, few enough that the first does not wait for the last. */
const GROUP_MAX = 64;
/** Fewer are not worth a commit of their own while more wait. */
const GROUP_MIN = 8;
/** Filings that may wait for one book before new ones are turned away. */
const QUEUE_MAX = 10_000;
/** Groups at the store at once: while one is made durable, the next is prepared on the revision the first will leave. */
const GROUPS_IN_FLIGHT = 2;

/**
 * One book and year, in this process: filings that arrive together get their numbers together, in one append, so that a
 * busy book does not fight over its sheet stream. Other processes may number the same book; the revision decides.
 *
 * Where the store appends to several streams at once, a filing is one commit: the provider's revision asserted, the
 * sheets issued, the claims begun and numbered. Where it cannot, the three steps run in order, and `finishNumbering`
 * closes whatever a crash leaves open.
 */
export class FilingLane {
  readonly #store: EventStore;
  readonly #directory: Directory;
  readonly #book: LaneBook;
  readonly #steps: FilingSteps;
  #queue: Waiting[] = [];
  #inFlight = 0;
  #preparing = false;
  /** Revision of the sheet stream once every group in flight is stored; undefined: ask the store, when none is. */
  #sheets: number | undefined;

  constructor(store: EventStore, directory: Directory, book: LaneBook) {
    this.#store = store;
    this.#directory = directory;
    this.#book = book;
    this.#steps = new FilingSteps(store, directory, book);
  }

  get idle(): boolean {
    return !this.#preparing && this.#inFlight === 0;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** @throws StoreUnavailable: `unknown` where the filing may be stored; filing again with the same key finds out. */
  file(filing: PendingFiling): Promise<Filed> {
    if (this.#queue.length >= QUEUE_MAX) {
      return Promise.reject(new StoreUnavailable('too many filings wait for this book', 'not-stored'));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ races: 0, filing, resolve, reject });
      this.#pump();
    });
  }

  /** Starts a group where one may start. Not at once: filings that arrive in the same turn of the event loop go together. */
  #pump(): void {
    if (this.#preparing || this.#queue.length === 0 || !this.#mayStart) return;
    this.#preparing = true;
    setImmediate(async () => {
      const group = this.#nextGroup();
      const failed = (error: unknown): undefined => {
        this.#sheets = undefined;
        for (const { reject } of group) reject(error);
      };
      this.#inFlight += 1;
      const sent = await this.#send(group).catch(failed);
      this.#preparing = false;
      this.#pump();
      await sent?.stored.catch(failed);
      this.#inFlight -= 1;
      this.#pump();
    });
  }

  /** Clients that were answered together come back together; halved, one half is prepared while the other is stored. */
  get #groupSize(): number {
    const half = Math.ceil(this.#queue.length / 2);
    return this.#inFlight > 1 ? GROUP_MAX : Math.min(GROUP_MAX, Math.max(GROUP_MIN, half));
  }

  get #mayStart(): boolean {
    if (this.#inFlight === 0) return true;
    // In steps, a group only knows at its end which sheet was the last.
    const ahead = this.#store.appendAtomically !== undefined && this.#sheets !== undefined;
    return ahead && this.#inFlight < GROUPS_IN_FLIGHT;
  }

  /** The same claim twice (a client that sent it again while the first is on its way) goes into two groups. */
  #nextGroup(): Waiting[] {
    const group: Waiting[] = [];
    const claims = new Set<string>();
    const most = this.#groupSize;
    for (let index = 0; index < this.#queue.length && group.length < most; ) {
      const waiting = this.#queue[index];
      if (waiting === undefined || claims.has(waiting.filing.claimId)) index += 1;
      else {
        claims.add(waiting.filing.claimId);
        group.push(waiting);
        this.#queue.splice(index, 1);
      }
    }
    return group;
  }

  /** Decides and sends; `stored` settles with the store's answer, and the next group need not wait for it. */
  async #send(group: readonly Waiting[]): Promise<{ readonly stored: Promise<void> }> {
    if (this.#store.appendAtomically === undefined) return { stored: this.#inSteps(group) };
    const sheets = await this.#lastSheet();
    const known = this.#directory.provider(this.#book.ruc);
    const decided = decideEach(group, known.state);
    const numbered = decided.length === 0 ? [] : numberEach(decided, known, { ...this.#book, sheets });
    if (numbered.length === 0) return { stored: Promise.resolve() };
    const appends = this.#appends(numbered, known, sheets);
    this.#sheets = sheets + numbered.length;
    return { stored: this.#store.appendAtomically(appends).then((result) => this.#settle(numbered, result)) };
  }

  async #settle(numbered: readonly Numbered[], result: AppendResult): Promise<void> {
    if (result.outcome === 'conflict') return this.#again(numbered, result.stream);
    for (const { waiting, filed, number } of numbered) {
      waiting.resolve({ outcome: 'filed', filed: filed.data, number: number.data, position: result.position });
    }
  }

  /** A lost race: all stand in front of the queue again, but for a claim that turned out to exist. */
  async #again(numbered: readonly Numbered[], stream: string): Promise<void> {
    this.#sheets = undefined;
    if (stream === providerStream(this.#book.ruc)) await this.#directory.catchUp();
    const left: Waiting[] = [];
    for (const { waiting } of numbered) {
      waiting.races += 1;
      if (claimStream(waiting.filing.claimId) === stream) waiting.resolve({ outcome: 'exists' });
      else if (waiting.races < MOST_RACES) left.push(waiting);
      else waiting.reject(new Error(`${MOST_RACES} lost races on book ${this.#book.bookId}`));
    }
    this.#queue = [...left, ...this.#queue];
  }

  #appends(numbered: readonly Numbered[], known: KnownProvider, sheets: number): StreamAppend[] {
    return [
      { stream: providerStream(this.#book.ruc), expectedRevision: known.revision, events: [] },
      {
        stream: this.#sheetStream,
        expectedRevision: sheets,
        events: numbered.map(sheetIssued),
      },
      ...numbered.map(({ waiting: { filing }, filed, number }) => ({
        stream: claimStream(filing.claimId),
        expectedRevision: NO_STREAM,
        events: [
          encodeEvent(filed, eventId(filing.claimId, 'ClaimFiled'), filing.metadata),
          encodeEvent(number, eventId(filing.claimId, 'SheetNumbered'), filing.metadata),
        ],
      })),
    ];
  }

  /** In steps, a group knows only at its end which sheet was the last. */
  async #inSteps(group: readonly Waiting[]): Promise<void> {
    const sheets = await this.#lastSheet();
    this.#sheets = undefined;
    this.#sheets = await this.#steps.file(group, sheets);
  }

  async #lastSheet(): Promise<number> {
    if (this.#sheets === undefined) {
      const [last] = await this.#store.read(this.#sheetStream, { direction: 'backwards', max: 1 });
      this.#sheets = last?.revision ?? NO_STREAM;
    }
    return this.#sheets;
  }

  get #sheetStream(): string {
    return sheetStream(this.#book.bookId, this.#book.year);
  }
}
