import { setTimeout as delay } from 'node:timers/promises';
import { foldClaim, readClaim } from '@foja/commands/claim-reader.ts';
import { UnreadableEvent } from '@foja/contracts';
import { type ClaimEvent, type ClaimState, evolveClaim, isClaimEvent } from '@foja/domain/claim/index.ts';
import { decodeEvent } from '@foja/ledger/codec.ts';
import type { EventStore, RecordedEvent } from '@foja/ledger/port.ts';
import { mailsOn, REASONS } from './intents/on-event.ts';
import type { MailIntent } from './mail.ts';
import type { MailQueue } from './queue/queue.ts';

/** Older news is history that was brought in (an import, a move between stores): nobody waits for mail about it. */
export const NEWS_DAYS = 7;

const STREAMS = 'claim-';
const BATCH = 500;
const GATHER_MS = 100;

export interface ReactorOptions {
  readonly store: EventStore;
  readonly queue: Pick<MailQueue, 'begin' | 'advance'>;
  /** Where reading goes on. */
  readonly after: bigint;
  readonly clock: () => string;
  readonly log: { error(about: object, message: string): void };
  /** Told when there is something to send. */
  readonly queued: () => void;
}

/**
 * Reads the ledger for reasons to write, and queues the mails. The place reached and what was found are written in one
 * commit, so that nothing is missed and nothing found twice, however often the process dies.
 * @throws where somebody else reads on from the same place: it is theirs to do.
 */
export async function runReactor(options: ReactorOptions, signal: AbortSignal): Promise<void> {
  const { store, queue, queued } = options;
  let reached = options.after;
  for await (const batch of store.subscribe({ after: reached, signal, streamPrefix: STREAMS, batchMax: BATCH })) {
    const last = batch.at(-1);
    if (last === undefined) continue;
    const mails = await mailsOfBatch(batch, options);
    if (!(await queue.advance(reached, last.position, mails))) throw new Error('another process reads for mails');
    reached = last.position;
    if (mails.length > 0) queued();
    // Mail is in no hurry: under load it is looked after in few large batches.
    if (batch.length < BATCH) await delay(GATHER_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function mailsOfBatch(batch: readonly RecordedEvent[], options: ReactorOptions): Promise<MailIntent[]> {
  const { clock, log } = options;
  const since = Date.parse(clock()) - NEWS_DAYS * 86_400_000;
  /** A filing and its number come together nearly always: the claim then need not be read. */
  const filed = new Map<string, ClaimState>();
  const mails: MailIntent[] = [];
  for (const recorded of batch) {
    if (!wanted(recorded) || Date.parse(recorded.metadata.occurredAt) < since) continue;
    try {
      const { event } = decodeEvent(recorded);
      if (!isClaimEvent(event)) continue;
      if (event.type === 'ClaimFiled') {
        filed.set(recorded.stream, evolveClaim(undefined, event));
        continue;
      }
      const claim = await claimAfter(recorded, event, filed, options);
      if (claim !== undefined) mails.push(...mailsOn(recorded.id, event, claim));
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      // One unreadable event must not keep everybody else's mail back.
      log.error({ position: String(recorded.position), type: recorded.type }, 'no mail about an unreadable event');
    }
  }
  return mails;
}

function wanted({ type }: RecordedEvent): boolean {
  return type === 'ClaimFiled' || REASONS.has(type as ClaimEvent['type']);
}

async function claimAfter(
  { stream, revision }: RecordedEvent,
  event: ClaimEvent,
  filed: ReadonlyMap<string, ClaimState>,
  { store }: ReactorOptions,
): Promise<ClaimState | undefined> {
  const first = filed.get(stream);
  if (first !== undefined && revision === 1) return evolveClaim(first, event);
  const claim = await readClaim(store, stream.slice(STREAMS.length));
  return foldClaim(claim?.history.filter((entry) => entry.revision <= revision) ?? [])?.state;
}
