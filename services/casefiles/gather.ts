import { claimOf, continued, readStream } from '@foja/commands/claim-reader.ts';
import type { Caller, Claim, Commands } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import type { PrintedDocument } from '@foja/documents';
import { claimStream, requestCopy } from '@foja/domain/claim/index.ts';
import type { EventStore, RecordedEvent, StreamPart } from '@foja/ledger/port.ts';
import { type CaseDocuments, printAll } from './folder/claim-folder.ts';
import type { CaseFileLog, Disclosures } from './port.ts';
import type { Job } from './table.ts';

/** A claim, and all that has to be asked of a database to write its folder. */
export interface Gathered {
  readonly claim: Claim;
  /** Its events as they are stored, boxes closed. */
  readonly recorded: readonly RecordedEvent[];
  readonly printed: readonly PrintedDocument[];
}

export interface Gathering {
  readonly commands: Pick<Commands, 'onClaim'>;
  readonly stored: Pick<EventStore, 'read' | 'readMany'>;
  readonly disclosures: Pick<Disclosures, 'opened'>;
  readonly documents: Pick<CaseDocuments, 'printed' | 'sheet' | 'answer' | 'computation'>;
  readonly log: CaseFileLog;
}

/**
 * Many claims with a handful of questions; where it is Indecopi who asks, its request is written on each of them first: that
 * is part of its history, and of the case file. One that is not there is left out.
 */
export async function gather(claimIds: readonly string[], job: Job, gathering: Gathering): Promise<Gathered[]> {
  const read = await readClaims(claimIds, gathering);
  const asked = job.recipient === 'indecopi' ? await withRequest(read, job, gathering) : read;
  const { documents } = gathering;
  if (job.pdf === 'all') for (const { claim } of asked) await printAll(claim, documents);
  const printed = grouped(await documents.printed(...asked.map(idOf)), ({ claimId }) => claimId);
  return asked.map((one) => ({ ...one, printed: printed.get(idOf(one)) ?? [] }));
}

export type ReadClaim = Pick<Gathered, 'claim' | 'recorded'>;

/** In the order of the ids. */
export async function readClaims(
  claimIds: readonly string[],
  { stored, disclosures }: Pick<Gathering, 'stored' | 'disclosures'>,
): Promise<ReadClaim[]> {
  const recorded = await readParts(
    claimIds.map((claimId) => ({ stream: claimStream(claimId), from: 0 })),
    stored,
  );
  const opened = grouped(await disclosures.opened(recorded), ({ stream }) => stream);
  const closed = grouped(recorded, ({ stream }) => stream);
  return claimIds.flatMap((claimId) => {
    const claim = claimOf(opened.get(claimStream(claimId)) ?? []);
    return claim === undefined ? [] : [{ claim, recorded: closed.get(claimStream(claimId)) ?? [] }];
  });
}

/** All requests in one turn, so that they share a commit of the ledger. */
async function withRequest(read: readonly ReadClaim[], job: Job, gathering: Gathering): Promise<ReadClaim[]> {
  const { exportId, reference = '', dueOn, dueRule, actor } = job;
  const { commands, stored, disclosures, log } = gathering;
  await Promise.all(
    read.map(async (one) => {
      const claimId = idOf(one);
      const by: Caller = { actor, commandId: eventId(exportId, `request ${claimId}`), correlationId: exportId };
      const asked = await commands.onClaim(
        claimId,
        (claim, about) => requestCopy(claim, { reference, dueOn, dueRule, exportId }, about),
        by,
        { seen: one.claim, readOn: false },
      );
      // Nothing more is written on a claim that was erased: what is left of it goes in as it stands.
      if (asked.ok || asked.refusal.code === 'claim/erased') return;
      log.warn({ exportId, claimId, code: asked.refusal.code }, 'a request could not be written on a claim');
      throw new Error(asked.refusal.code);
    }),
  );
  const since = await readParts(
    read.map((one) => ({ stream: claimStream(idOf(one)), from: one.claim.revision + 1 })),
    stored,
  );
  const opened = grouped(await disclosures.opened(since), ({ stream }) => stream);
  const closed = grouped(since, ({ stream }) => stream);
  return read.map((one) => {
    const stream = claimStream(idOf(one));
    return {
      claim: continued(one.claim, opened.get(stream) ?? []),
      recorded: [...one.recorded, ...(closed.get(stream) ?? [])],
    };
  });
}

async function readParts(parts: readonly StreamPart[], stored: Gathering['stored']): Promise<readonly RecordedEvent[]> {
  if (parts.length === 0) return [];
  if (stored.readMany !== undefined) return stored.readMany(parts);
  return (await Promise.all(parts.map(({ stream, from }) => readStream(stored, stream, from)))).flat();
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(items, key);
}

function idOf({ claim }: Pick<Gathered, 'claim'>): string {
  return claim.state.filed.claimId;
}
