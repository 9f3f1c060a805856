import type { AuditorEvent, OfficialEvent, ProviderEvent } from '@foja/contracts';
import { evolveAuditor, initialAuditor } from '@foja/domain/auditor/index.ts';
import { type ClaimEvent, claimStream, decideUnderLawInForce, fileClaim } from '@foja/domain/claim/index.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { evolveGrant, initialGrant } from '@foja/domain/indecopi/index.ts';
import { evolveProvider } from '@foja/domain/provider/index.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import { validate as isUuid } from 'uuid';
import { caseFileStream, readCaseFile } from './case-file-reader.ts';
import { readClaim, readOn } from './claim-reader.ts';
import type { Claim, Commands, Filing, FilingResult } from './commands.ts';
import { Directory, providerStream } from './directory.ts';
import { claimIdOf, metadataOf } from './event-ids.ts';
import { FilingLane } from './filing-lane.ts';
import { handle } from './handle.ts';
import { KnownStreams } from './known-streams.ts';
import { LAW_STREAM, LawBook } from './law-book.ts';
import { finishNumbering } from './numbering.ts';
import { repeatedClaimCommand, repeatedProviderCommand, sameFiling } from './repeats.ts';

export { foldClaim, readClaim } from './claim-reader.ts';
export type * from './commands.ts';
export { finishNumbering } from './numbering.ts';
export { NumberingReactor } from './numbering-reactor.ts';

/** What became of mails and copies is written down whenever it is known; nobody's view of the claim is old for it. */
function unchangedSince(claim: Claim, revision: number): boolean {
  if (revision > claim.revision) return false;
  const since = claim.history.filter((entry) => entry.revision > revision);
  return since.every(({ event }) => DELIVERIES.has(event.type));
}

const DELIVERIES: ReadonlySet<string> = new Set(['CopyDelivered', 'MailDelivered', 'MailFailed']);

/** Version of the wording by which a consumer agrees with what was written (Reglamento, art. 4-B). */
export const CONFORMITY_TEXT = 'conformidad-2026-11';

/** Lanes kept though idle, so that a book's next filing need not ask for its last number. */
const IDLE_LANES_MAX = 1_000;

export interface CommandSide extends Commands {
  /** Filings waiting for their number, over all books. */
  waitingFilings(): number;
}

export interface CommandOptions {
  readonly store: EventStore;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  /** Told when the process can no longer follow the ledger: it should stop, and be started again. */
  readonly failed: (error: unknown) => void;
}

/** Starts the command side: reads providers and law, follows them, and takes commands. */
export async function createCommands({ store, clock, failed }: CommandOptions): Promise<CommandSide> {
  const directory = new Directory(store);
  const auditors = new KnownStreams(store, { prefix: 'auditor-', initial: initialAuditor, evolve: evolveAuditor });
  const officials = new KnownStreams(store, { prefix: 'official-', initial: initialGrant, evolve: evolveGrant });
  const lawBook = new LawBook(store);
  const lanes = new Map<string, FilingLane>();
  await Promise.all([directory.start(failed), auditors.start(failed), officials.start(failed), lawBook.start(failed)]);

  async function claim(claimId: string): Promise<Claim | undefined> {
    return readClaim(store, claimId);
  }

  async function lawAt(version: string) {
    try {
      return lawBook.at(version);
    } catch {
      await lawBook.catchUp();
      return lawBook.at(version);
    }
  }

  async function ownerOf(bookId: string): Promise<string | undefined> {
    const known = directory.ownerOf(bookId);
    if (known !== undefined || !isUuid(bookId)) return known;
    await directory.catchUp();
    return directory.ownerOf(bookId);
  }

  function lane(ruc: string, bookId: string, year: number): FilingLane {
    const key = `${bookId}/${year}`;
    const found = lanes.get(key);
    if (found !== undefined) return found;
    if (lanes.size >= IDLE_LANES_MAX) for (const [other, { idle }] of lanes) if (idle) lanes.delete(other);
    const opened = new FilingLane(store, directory, { ruc, bookId, year });
    lanes.set(key, opened);
    return opened;
  }

  /** What the first filing with this key was answered, where the content is the same. */
  async function answerAgain(claimId: string, filing: Filing): Promise<FilingResult | undefined> {
    const first = (await finishNumbering(store, directory, claimId)) ?? undefined;
    const position = first?.history[1]?.position ?? first?.history[0]?.position;
    if (first?.state.number === undefined || position === undefined) return undefined;
    const { filed, number } = first.state;
    if (first.state.erasedOn !== undefined) return { ok: false, refusal: { code: 'claim/erased' } };
    if (!sameFiling(filed, filing)) return { ok: false, refusal: { code: 'idempotency/reused' } };
    return { ok: true, claimId, filed, number, position, revision: 1, repeated: true };
  }

  return {
    async file(filing, by) {
      const ruc = await ownerOf(filing.bookId);
      if (ruc === undefined) return { ok: false, refusal: { code: 'book/not-found' } };
      const claimId = claimIdOf(filing.bookId, filing.idempotencyKey);
      const now = clock();
      const filedAt = filing.filedAt ?? now;
      const { body, bookId, channel, paperNumber } = filing;
      const command = { ...body, claimId, bookId, channel, filedAt, conformityText: CONFORMITY_TEXT, paperNumber };
      const result = await lane(ruc, bookId, Number(limaDateOf(filedAt).slice(0, 4))).file({
        claimId,
        decide: (provider) => fileClaim(provider, command, { law: lawBook.inForce, now }),
        metadata: metadataOf({ ...by, commandId: claimId }, now),
      });
      if (result.outcome === 'filed') {
        const { filed, number, position } = result;
        return { ok: true, claimId, filed, number, position, revision: 1, repeated: false };
      }
      const again = await answerAgain(claimId, filing);
      if (again !== undefined) return again;
      if (result.outcome === 'refused') return { ok: false, refusal: result.refusal };
      throw new Error(`claim ${claimId} exists and cannot be read`);
    },

    async onClaim(claimId, decide, by, { seen, readOn: readsOn = true } = {}) {
      let fresh = seen?.state.number === undefined ? undefined : seen;
      return handle<Claim, ClaimEvent>({
        store,
        stream: claimStream(claimId),
        by,
        clock,
        load: async () => {
          // Where it has moved on since, the append meets a conflict, and the next try reads it.
          const found = fresh ?? (await finishNumbering(store, directory, claimId));
          fresh = undefined;
          const last = found?.history.at(-1);
          return found === undefined || last === undefined
            ? undefined
            : { state: found, revision: last.revision, position: last.position };
        },
        notFound: 'claim/not-found',
        unchangedSince,
        repeated: async (found) => repeatedClaimCommand(found, decide, by, lawAt),
        decide: async ({ state }, now) => {
          await lawAt(state.lawVersion);
          const { inForce, norm } = lawBook;
          return decideUnderLawInForce(state, decide, { inForce, norm, now, lawAt: (version) => lawBook.at(version) });
        },
        after: async (before) => (readsOn ? readOn(store, before) : before),
      });
    },

    async onProvider(ruc, decide, by) {
      return handle({
        store,
        stream: providerStream(ruc),
        by,
        clock,
        load: async () => {
          await directory.catchUp();
          return directory.provider(ruc);
        },
        notFound: 'provider/not-registered',
        repeated: () => repeatedProviderCommand(store, ruc, decide, by),
        decide: async (state) => decide(state),
        after: async (state, events: readonly ProviderEvent[]) => {
          await directory.catchUp();
          return events.reduce(evolveProvider, state);
        },
      });
    },

    async onAuditor(auditorId, decide, by) {
      await directory.catchUp();
      const isRegistered = (ruc: string) => directory.provider(ruc).state.registered !== undefined;
      return handle({
        store,
        stream: auditors.streamOf(auditorId),
        by,
        clock,
        load: async () => {
          await auditors.catchUp();
          return auditors.of(auditorId);
        },
        notFound: 'auditor/not-found',
        decide: async (state, now) => decide(state, { now, isRegistered }),
        after: async (state, events: readonly AuditorEvent[]) => {
          await auditors.catchUp();
          return events.reduce(evolveAuditor, state);
        },
      });
    },

    async onOfficial(grantId, decide, by) {
      return handle({
        store,
        stream: officials.streamOf(grantId),
        by,
        clock,
        load: async () => {
          await officials.catchUp();
          return officials.of(grantId);
        },
        notFound: 'grant/not-found',
        decide: async (state, now) => decide(state, { now }),
        after: async (state, events: readonly OfficialEvent[]) => {
          await officials.catchUp();
          return events.reduce(evolveGrant, state);
        },
      });
    },

    async onCaseFile(exportId, decide, by) {
      return handle({
        store,
        stream: caseFileStream(exportId),
        by,
        clock,
        load: () => readCaseFile(store, exportId),
        notFound: 'export/not-found',
        decide: async (state) => decide(state),
        after: async () => (await readCaseFile(store, exportId)).state,
      });
    },

    async onLaw(decide, by) {
      return handle({
        store,
        stream: LAW_STREAM,
        by,
        clock,
        load: async () => {
          await lawBook.catchUp();
          return { state: lawBook.inForce, revision: lawBook.revision, position: lawBook.position };
        },
        notFound: 'resource/not-found',
        decide: async (law) => decide(law),
        after: async () => {
          await lawBook.catchUp();
          return lawBook.inForce;
        },
      });
    },

    claim,

    async provider(ruc, options) {
      if (options?.fresh === true) await directory.catchUp();
      return directory.provider(ruc).state;
    },

    async auditor(auditorId, options) {
      if (options?.fresh === true) await auditors.catchUp();
      return auditors.of(auditorId).state;
    },

    async auditors() {
      await auditors.catchUp();
      return auditors.all();
    },

    async official(grantId, options) {
      if (options?.fresh === true) await officials.catchUp();
      return officials.of(grantId).state;
    },

    async officials() {
      await officials.catchUp();
      return officials.all();
    },

    ownerOf,
    law: () => lawBook.inForce,
    lawAt: (version) => lawBook.at(version),
    waitingFilings: () => [...lanes.values()].reduce((sum, { waiting }) => sum + waiting, 0),
    rucs: () => directory.rucs().sort(),

    async close() {
      await Promise.all([directory.stop(), auditors.stop(), officials.stop(), lawBook.stop()]);
    },
  };
}
