import type { CaseFiles } from '@foja/casefiles';
import type { Commands } from '@foja/commands/commands.ts';
import type { ProofFile } from '@foja/contracts/http/answers/proof.ts';
import type { Documents } from '@foja/documents';
import type { RetentionRule } from '@foja/domain/claim/index.ts';
import type { FeedLog, FeedReaders, FeedStatus } from '@foja/feeds';
import type { KafkaState } from '@foja/feeds/kafka/state.ts';
import type { Webhooks } from '@foja/feeds/webhooks/index.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import type { SealedLog, SealingState } from '@foja/ledger/sealing/index.ts';
import type { Traces } from '@foja/ledger/tracing/port.ts';
import type { Projections } from '@foja/projections';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

/** All that the API needs and does not make itself; `buildApp` opens no connection and reads no environment. */
export interface AppDependencies {
  readonly commands: Commands;
  readonly projections: ReadModels;
  /** Sheets to read, print and keep. */
  readonly documents: SheetDocuments;
  /** What Indecopi requires and providers hand in. */
  readonly caseFiles: CaseFiles;
  /** Only asked whether it answers, and how far it is. */
  readonly store: Pick<EventStore, 'head'>;
  /** Whether appends go through. Absent: nobody watches them. */
  readonly takesAppends?: () => Promise<boolean>;
  /** The same events as they are stored, boxes of personal data closed: what auditors replay and hash. */
  readonly stored: Pick<EventStore, 'head' | 'read'>;
  /** Absent: terms of keeping as shipped, and erasures are left to the nightly round. */
  readonly erasure?: Erasure;
  /** Absent: nothing is sealed here. */
  readonly sealing?: SealedLedger;
  /** Absent: no feeds are served here. */
  readonly feeds?: ServedFeeds;
  /** Absent: nothing is sent from here. */
  readonly webhooks?: Webhooks | undefined;
  readonly settings: ApiSettings;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  readonly log: Logger;
  /** Where other parts register their metrics; made here when absent. */
  readonly metrics?: Registry;
  /** Filings waiting for their number. */
  readonly waitingFilings?: () => number;
  /** Mails by state: `waiting`, `sent`, `dead`, `dropped`. */
  readonly mails?: () => Promise<object>;
  /** What this process does beside or instead of serving. */
  readonly parts?: () => readonly PartOfProcess[];
  /** Absent: nobody collects traces. */
  readonly traces?: Traces | undefined;
  /** A process that works in the background: it only tells how it does, and serves nothing else. */
  readonly houseOnly?: boolean;
}

export interface ApiSettings {
  readonly operatorKey: string;
  /** Secret of the tracking tokens, at least 32 bytes. */
  readonly trackingKey: Uint8Array;
  /** False only for load tests. */
  readonly rateLimit: boolean;
  readonly limits?: Partial<Limits>;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustProxy?: string | string[];
  /** The version told in the contract. */
  readonly version?: string;
}

/** Bounds of one process; each a guard against a careless or hostile client, none a promise. */
export interface Limits {
  /** Per address and minute, for whoever shows no valid key. */
  readonly requestsPerMinuteByAddress: number;
  readonly requestsPerMinuteByKey: number;
  /** A person files one sheet, a shared connection a few. */
  readonly filingsPerMinuteByAddress: number;
  /** A body of ours holds at most some 30,000 characters of text, escaped or not. */
  readonly bodyBytes: number;
  readonly connections: number;
  /** For a request to arrive, from its headers on; these have a shorter time of their own. */
  readonly requestTimeoutMs: number;
  /** For one that brings files: 10 MB of evidence over the line of a cheap phone. */
  readonly uploadTimeoutMs: number;
  /** For its answer to be found; longer than the store takes to give up. */
  readonly handlerTimeoutMs: number;
  readonly readAfterTimeoutMs: number;
  /** Where clients come faster than they are let in, nobody ever waits no more: the door is closed on them after this long. */
  readonly lingerMs: number;
}

export type SheetDocuments = Pick<Documents, 'sheet' | 'sheetHtml'>;

/** How long personal data are kept, and what becomes of them then. */
export interface Erasure {
  /** The terms of keeping in force. */
  rules(): Promise<readonly RetentionRule[]>;
  /** Does what ClaimErased says, but for the nightly cleaning of the database's files. Safe to repeat. */
  carryOut(claimId: string): Promise<void>;
}

/** The messages for firms' programs and supervisors. */
export interface ServedFeeds {
  readonly log: FeedLog;
  readonly readers: FeedReaders;
  status(): Promise<FeedStatus>;
  /** How publishing to Kafka does; absent: this house does not. */
  readonly kafka?: () => Promise<KafkaState>;
  /** Between the signs of life of a stream; 15 s where it is not set. */
  readonly heartbeatMs?: number;
}

/** The sealed log as it is served. */
export interface SealedLedger {
  readonly log: SealedLog;
  /** Undefined where there is no such claim, or nothing of it is sealed yet. @throws NotAsSealed */
  proofFile(claimId: string): Promise<ProofFile | undefined>;
  state(): Promise<SealingState>;
}

export interface PartOfProcess {
  readonly name: string;
  /** `standby`: another process does it at present; `needless`: there is nothing to do under its settings. */
  readonly state: 'working' | 'standby' | 'needless';
}

/** As much of the projections as is asked over HTTP. */
export type ReadModels = Pick<Projections, 'queries' | 'waitFor' | 'status'>;
