import type { EventOf, LedgerEvent } from '@foja/contracts';
import { type ClaimState, evolveClaim, isClaimEvent } from '@foja/domain/claim/index.ts';
import type { Amendment } from '@foja/domain/deadline/index.ts';
import type { Vault } from '@foja/ledger/vault/index.ts';
import { type CaseFileDates, type DatesCheck, datesCheck } from './dates.ts';
import { ErasuresSaid } from './erasures-said.ts';
import type { Findings } from './findings.ts';
import { type Books, type NumberSums, Numbers } from './numbers.ts';
import { type ReadEvent, readEvents, type StreamEvent } from './read-events.ts';

/** Streams whose names are in [from, before); no `before`: all that come after. */
export interface StreamRange {
  readonly from: string;
  readonly before?: string;
  /** What was appended since the check began is left out: a filing is in several streams at once. */
  readonly until: bigint;
}

/** What the streams of every range are held against. */
export interface StreamGround {
  readonly books: Books;
  /** In order: what the law of a claim is worked out from. */
  readonly amendments: readonly Amendment[];
  readonly caseFiles: CaseFileDates;
}

export interface StreamCounts {
  streams: number;
  events: number;
  claims: number;
  /** Boxes that were opened and held against their commitment. */
  boxes: number;
  /** Boxes whose key was destroyed: what they held was erased. */
  erased: number;
  /** Boxes whose key is not at hand. */
  locked: number;
}

export interface StreamRangeResult {
  readonly counts: StreamCounts;
  readonly sums: NumberSums;
}

export interface NamedFile {
  readonly sha256: string;
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
}

/** Of a claim: what was attached to it, or printed of it. */
export interface ClaimFile extends NamedFile {
  /** Whether they were kept here, as the event says it. */
  readonly bytes: EventOf<'EvidenceAttached'>['data']['bytes'];
}

/** Shows `take` the events of the range, stream after stream, in the order of revisions; awaits `rest` now and then. */
export type StreamsIn = (
  range: StreamRange,
  take: (event: StreamEvent) => void,
  rest: () => Promise<void>,
) => Promise<void>;

export interface StreamRangeCheck {
  readonly eventsIn: StreamsIn;
  readonly vault: Pick<Vault, 'find'>;
  readonly findings: Pick<Findings, 'add'>;
  /** Told of each file that a claim which was not erased names. */
  readonly file: (file: ClaimFile) => Promise<void>;
  /** Told of each case file that is whole and was not taken away. */
  readonly caseFile: (file: NamedFile) => Promise<void>;
  readonly progress: (events: number) => void;
}

/** One stream on its way. */
interface Open {
  readonly stream: string;
  next: number;
  claim: ClaimState | undefined;
  files: ClaimFile[];
  caseFile: NamedFile | undefined;
  readonly erasures: ErasuresSaid;
  /** Its events can't be folded any more; said once. */
  broken: boolean;
}

const BATCH = 512;

/**
 * Reads every stream by itself: revisions without a gap, events that follow their schema, boxes against their commitments,
 * deadlines worked out again under the law that the claim names, numbers of sheets.
 */
export async function checkStreamRange(
  range: StreamRange,
  { books, amendments, caseFiles }: StreamGround,
  check: StreamRangeCheck,
): Promise<StreamRangeResult> {
  const counts: StreamCounts = { streams: 0, events: 0, claims: 0, boxes: 0, erased: 0, locked: 0 };
  const numbers = new Numbers(books, check.findings);
  const dates = datesCheck(amendments, caseFiles);
  let open: Open | undefined;
  let batch: StreamEvent[] = [];

  async function flush(): Promise<void> {
    const events = batch;
    batch = [];
    const opened = await readEvents(events, check, counts);
    for (const [at, event] of events.entries()) {
      if (event.stream !== open?.stream) {
        await finish(open, check);
        const erasures = new ErasuresSaid();
        const { stream } = event;
        open = { stream, next: 0, claim: undefined, files: [], caseFile: undefined, erasures, broken: false };
        counts.streams += 1;
        if (event.stream.startsWith('claim-')) counts.claims += 1;
      }
      take(open, event, opened[at], { findings: check.findings, numbers, dates });
    }
    counts.events += events.length;
    check.progress(counts.events);
  }

  await check.eventsIn(
    range,
    (event) => {
      if (event.position <= range.until) batch.push(event);
    },
    async () => {
      if (batch.length >= BATCH) await flush();
    },
  );
  await flush();
  await finish(open, check);
  return { counts, sums: numbers.sums };
}

interface Taking {
  readonly findings: Pick<Findings, 'add'>;
  readonly numbers: Numbers;
  readonly dates: DatesCheck;
}

function take(open: Open, recorded: StreamEvent, read: ReadEvent | undefined, { findings, numbers, dates }: Taking) {
  const { position, stream, revision, occurredAt } = recorded;
  const place = { position, stream, revision };
  if (revision !== open.next) findings.add({ what: 'revision', ...place, detail: String(open.next) });
  open.next = revision + 1;
  const event = read?.event;
  if (event === undefined) {
    open.broken = true;
    return;
  }
  open.erasures.take(event, { ...place, erased: read?.erased === true });
  numbers.take(event, recorded);
  if (event.type === 'CaseFileCompleted') open.caseFile = { sha256: event.data.sha256, ...place };
  if (event.type === 'CaseFileDiscarded') open.caseFile = undefined;
  if (event.type === 'CaseFileRequested') wrongDate(dates.ofCaseFile(event.data));
  if (!isClaimEvent(event) || open.broken) return;
  for (const file of filesIn(event)) open.files.push({ ...file, ...place });
  if (event.type === 'ClaimErased') open.files = [];
  const before = open.claim;
  try {
    open.claim = evolveClaim(before, event);
  } catch (error) {
    open.broken = true;
    findings.add({ what: 'unreadable', ...place, detail: error instanceof Error ? error.message : '' });
    return;
  }
  wrongDate(dates.ofClaim(event, { before, after: open.claim, occurredAt }));

  function wrongDate(detail: string | undefined): void {
    if (detail !== undefined) findings.add({ what: 'deadline', ...place, detail });
  }
}

async function finish(open: Open | undefined, { file, caseFile, findings }: StreamRangeCheck): Promise<void> {
  if (open?.caseFile !== undefined) await caseFile(open.caseFile);
  for (const named of open?.files ?? []) await file(named);
  for (const place of open?.erasures.unsaid ?? []) findings.add({ what: 'erasure-unsaid', ...place });
}

function filesIn(event: LedgerEvent): Pick<ClaimFile, 'sha256' | 'bytes'>[] {
  if (event.type === 'EvidenceAttached' || event.type === 'DescargosAttached') {
    const { sha256, bytes } = event.data;
    return [{ sha256, bytes }];
  }
  if (event.type === 'CopyDelivered' && event.data.documentSha256 !== undefined) {
    return [{ sha256: event.data.documentSha256, bytes: 'kept' }];
  }
  return [];
}
