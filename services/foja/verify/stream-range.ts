import type { LedgerEvent } from '@foja/contracts';
import { type ClaimState, claimDueOn, evolveClaim, isClaimEvent } from '@foja/domain/claim/index.ts';
import { type Amendment, type Law, lawAt } from '@foja/domain/deadline/index.ts';
import type { Vault } from '@foja/ledger/vault/index.ts';
import type { Findings } from './findings.ts';
import { type Books, type NumberSums, Numbers } from './numbers.ts';
import { readEvents, type StreamEvent } from './read-events.ts';

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
  readonly file: (file: NamedFile) => Promise<void>;
  readonly progress: (events: number) => void;
}

/** One stream on its way. */
interface Open {
  readonly stream: string;
  next: number;
  claim: ClaimState | undefined;
  files: NamedFile[];
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
  { books, amendments }: StreamGround,
  check: StreamRangeCheck,
): Promise<StreamRangeResult> {
  const counts: StreamCounts = { streams: 0, events: 0, claims: 0, boxes: 0, erased: 0, locked: 0 };
  const numbers = new Numbers(books, check.findings);
  const due = dueDates(amendments);
  let open: Open | undefined;
  let batch: StreamEvent[] = [];

  async function flush(): Promise<void> {
    const events = batch;
    batch = [];
    const opened = await readEvents(events, check, counts);
    for (const [at, event] of events.entries()) {
      if (event.stream !== open?.stream) {
        await finish(open, check);
        open = { stream: event.stream, next: 0, claim: undefined, files: [], broken: false };
        counts.streams += 1;
        if (event.stream.startsWith('claim-')) counts.claims += 1;
      }
      take(open, event, opened[at], { findings: check.findings, numbers, due });
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
  readonly due: (claim: ClaimState) => string | undefined;
}

function take(open: Open, recorded: StreamEvent, event: LedgerEvent | undefined, { findings, numbers, due }: Taking) {
  const { position, stream, revision } = recorded;
  if (revision !== open.next) findings.add({ what: 'revision', position, stream, revision, detail: String(open.next) });
  open.next = revision + 1;
  if (event === undefined) {
    open.broken = true;
    return;
  }
  numbers.take(event, recorded);
  if (!isClaimEvent(event) || open.broken) return;
  for (const sha256 of filesIn(event)) open.files.push({ sha256, position, stream, revision });
  if (event.type === 'ClaimErased') open.files = [];
  try {
    open.claim = evolveClaim(open.claim, event);
  } catch (error) {
    open.broken = true;
    findings.add({
      what: 'unreadable',
      position,
      stream,
      revision,
      detail: error instanceof Error ? error.message : '',
    });
    return;
  }
  if (!DUE.has(event.type)) return;
  const dueOn = due(open.claim);
  if (dueOn === open.claim.dueOn) return;
  findings.add({
    what: 'deadline',
    position,
    stream,
    revision,
    detail: `${open.claim.dueOn} / ${dueOn ?? `ley ${open.claim.lawVersion}`}`,
  });
}

async function finish(open: Open | undefined, { file }: StreamRangeCheck): Promise<void> {
  for (const named of open?.files ?? []) await file(named);
}

/** Events after which a claim is due at another day, or might be. */
const DUE: ReadonlySet<string> = new Set([
  'ClaimFiled',
  'ClaimReclassified',
  'SettlementOffered',
  'SettlementAccepted',
  'SettlementRejected',
  'SettlementLapsed',
  'DeadlineExtended',
  'DeadlineRevised',
]);

function filesIn(event: LedgerEvent): string[] {
  if (event.type === 'EvidenceAttached' || event.type === 'DescargosAttached') return [event.data.sha256];
  if (event.type === 'CopyDelivered' && event.data.documentSha256 !== undefined) return [event.data.documentSha256];
  return [];
}

/** When a claim is due, worked out again; undefined where its law is not known, or does not hold its regime. */
function dueDates(amendments: readonly Amendment[]): (claim: ClaimState) => string | undefined {
  const laws = new Map<string, Law | undefined>();
  return (claim) => {
    const { lawVersion } = claim;
    if (!laws.has(lawVersion)) laws.set(lawVersion, lawAt(lawVersion, amendments));
    const law = laws.get(lawVersion);
    try {
      return law === undefined ? undefined : claimDueOn(law, claim);
    } catch {
      return undefined;
    }
  };
}
