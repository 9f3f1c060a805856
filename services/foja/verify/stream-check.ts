import type { LedgerEvent } from '@foja/contracts';
import { parseStored, UnreadableEvent } from '@foja/contracts';
import { personalFieldsOf } from '@foja/contracts/events/personal-fields.ts';
import { type ClaimState, claimDueOn, evolveClaim, isClaimEvent } from '@foja/domain/claim/index.ts';
import { type Amendment, type Law, lawAt } from '@foja/domain/deadline/index.ts';
import { canonicalJson } from '@foja/domain/ledger/index.ts';
import type { RecordedEvent } from '@foja/ledger';
import { commitmentTo, openBox, sealedIn } from '@foja/ledger/vault/box.ts';
import type { Vault } from '@foja/ledger/vault/index.ts';
import type { Findings } from './findings.ts';
import { Numbers } from './numbers.ts';

export interface StreamCheck {
  /** Boxes closed, stream after stream. */
  readonly events: AsyncIterable<RecordedEvent>;
  readonly vault: Pick<Vault, 'find' | 'known'>;
  /** In order: what the law of a claim is worked out from. */
  readonly amendments: readonly Amendment[];
  readonly findings: Findings;
  /** What was appended since the check began is left out: a filing is in several streams at once. */
  readonly until: bigint;
  /** Told of each file that a claim which was not erased names. */
  readonly file: (file: NamedFile) => Promise<void>;
  readonly progress: (events: number) => void;
}

export interface NamedFile {
  readonly sha256: string;
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
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
 * deadlines worked out again under the law that the claim names, numbers without a gap in each book and year.
 */
export async function checkStreams(check: StreamCheck): Promise<StreamCounts> {
  const counts: StreamCounts = { streams: 0, events: 0, claims: 0, boxes: 0, erased: 0, locked: 0 };
  const numbers = new Numbers(check.findings);
  const laws = lawsOf(check.amendments);
  let open: Open | undefined;
  let batch: RecordedEvent[] = [];

  async function flush(): Promise<void> {
    const opened = await readable(batch, check, counts);
    for (const [at, event] of batch.entries()) {
      if (event.stream !== open?.stream) {
        await finish(open, check);
        open = { stream: event.stream, next: 0, claim: undefined, files: [], broken: false };
        counts.streams += 1;
        if (event.stream.startsWith('claim-')) counts.claims += 1;
      }
      take(open, event, opened[at], { check, numbers, laws });
    }
    counts.events += batch.length;
    check.progress(counts.events);
    batch = [];
  }

  for await (const event of check.events) {
    if (event.position > check.until) continue;
    batch.push(event);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  await finish(open, check);
  numbers.end();
  return counts;
}

function take(
  open: Open,
  recorded: RecordedEvent,
  event: LedgerEvent | undefined,
  {
    check: { findings },
    numbers,
    laws,
  }: { check: StreamCheck; numbers: Numbers; laws: (version: string) => Law | undefined },
): void {
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
  const law = laws(open.claim.lawVersion);
  const dueOn = law === undefined ? undefined : recomputed(law, open.claim);
  if (dueOn === open.claim.dueOn) return;
  findings.add({
    what: 'deadline',
    position,
    stream,
    revision,
    detail: `${open.claim.dueOn} / ${dueOn ?? `ley ${open.claim.lawVersion}`}`,
  });
}

function recomputed(law: Law, claim: ClaimState): string | undefined {
  try {
    return claimDueOn(law, claim);
  } catch {
    return undefined; // the law does not hold its regime
  }
}

async function finish(open: Open | undefined, { file }: StreamCheck): Promise<void> {
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

function lawsOf(amendments: readonly Amendment[]): (version: string) => Law | undefined {
  const known = new Map<string, Law | undefined>();
  return (version) => {
    if (!known.has(version)) known.set(version, lawAt(version, amendments));
    return known.get(version);
  };
}

/** Events with their boxes opened, where the key exists, and parsed; undefined for one that can't be. */
async function readable(
  batch: readonly RecordedEvent[],
  { vault, findings }: StreamCheck,
  counts: StreamCounts,
): Promise<(LedgerEvent | undefined)[]> {
  const boxes = batch.map(({ data }) => sealedIn(data));
  const keys = await vault.find([
    ...new Set(boxes.flatMap((sealed) => (sealed === undefined || sealed.kid === '' ? [] : [sealed.kid]))),
  ]);
  return batch.map((recorded, at) => {
    const { position, stream, revision, type, version } = recorded;
    const sealed = boxes[at];
    try {
      if (sealed === undefined) return parseStored(type, version, recorded.data);
      const { sealed: _box, ...rest } = recorded.data as Record<string, unknown>;
      const fields = personalFieldsOf(type, version);
      if (fields === undefined) throw new UnreadableEvent(`${type} v${version} has nothing to be boxed`);
      const key = keys.get(sealed.kid) ?? 'unknown';
      if (typeof key === 'string') {
        if (key === 'destroyed') counts.erased += 1;
        else counts.locked += 1;
        return parseStored(type, version, fields.erased(rest));
      }
      const { values, salt } = openBox(sealed, key, { stream, revision, type, version });
      counts.boxes += 1;
      if (commitmentTo(canonicalJson({ salt, values })) !== sealed.commitment) {
        findings.add({ what: 'commitment', position, stream, revision });
      }
      return parseStored(type, version, fields.putBack(rest, values));
    } catch (error) {
      const what = error instanceof UnreadableEvent && error.message.startsWith('the box') ? 'box' : 'unreadable';
      findings.add({ what, position, stream, revision, detail: error instanceof Error ? error.message : '' });
      return undefined;
    }
  });
}
