import type { ReadModels, trackingTokens } from '@foja/api';
import type { Commands } from '@foja/commands/commands.ts';
import type { Documents } from '@foja/documents';
import type { FileStore } from '@foja/files';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Staging } from './book/evidence/staging.ts';
import type { ErrorLog, Page, Views } from './layout/index.ts';
import type { Verification } from './verification/verification.ts';

/** What the pages need and don't make themselves; composed by services/foja. */
export interface WebDependencies {
  readonly commands: Commands;
  readonly projections: ReadModels;
  readonly settings: WebSettings;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  readonly log: ErrorLog;
  /** Evidence, by its SHA-256. */
  readonly files: FileStore;
  /** Files that wait for their sheet; see `openStaging`. */
  readonly staging: Staging;
  /** Copies to print and as PDF. */
  readonly documents: Documents;
  /** The sealed log, for those who check a copy; absent: nothing is sealed here. */
  readonly verification?: Verification;
  /** A claim's proof file; undefined while nothing of it is sealed. */
  readonly proofFile?: (claimId: string) => Promise<object | undefined>;
}

export interface WebSettings {
  /** Secret of the tracking tokens, at least 32 bytes; the form's seal is derived from it. */
  readonly trackingKey: Uint8Array;
  /** False only for load tests. */
  readonly rateLimit: boolean;
  /** Filings that one connection may make in an hour. */
  readonly filingsPerHour?: number;
  /** `https://libro.example`; undefined: as the browser asked. */
  readonly publicUrl?: string | undefined;
  /** True where no mail server is set: nobody is promised a mail. */
  readonly mailStaysHere?: boolean;
  /** A firm to try things on, linked from the first page where it is registered. */
  readonly demoRuc?: string | undefined;
}

/** What every page handler works with. */
export interface Web extends WebDependencies {
  readonly views: Views;
  readonly tokens: ReturnType<typeof trackingTokens>;
  readonly page: (request: FastifyRequest, reply: FastifyReply, page: Page) => Promise<FastifyReply>;
}
