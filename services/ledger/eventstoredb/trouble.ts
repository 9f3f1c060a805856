import {
  AccessDeniedError,
  type CommandError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { convertToCommandError } from '@eventstore/db-client/dist/utils/CommandError.js';
import { NO_STREAM } from '../port.ts';

/** What went wrong with a call, sorted by what to do about it. */
export type Trouble =
  | { readonly kind: 'conflict'; readonly currentRevision: number }
  | { readonly kind: 'no-stream' }
  /** This very append is refused, another may pass. */
  | { readonly kind: 'request'; readonly error: Error }
  /** Worth another try. `unknown`: the append may have been stored. */
  | { readonly kind: 'passing'; readonly outcome: 'not-stored' | 'unknown'; readonly error: Error }
  /** The server is not what we take it for. */
  | { readonly kind: 'permanent'; readonly error: Error };

/** gRPC: INVALID_ARGUMENT, RESOURCE_EXHAUSTED (a message too large for the server). */
const REFUSALS: ReadonlySet<unknown> = new Set([3, 8]);
/** What servers and the channel say where a call was never begun; everything else may have lost an answer. */
const NOT_BEGUN =
  /No connection established|Server Is (?:Not Ready|Too Busy)|No leader info|Failed to discover|ECONNREFUSED/;

export function troubleOf(thrown: unknown): Trouble {
  const error = thrown instanceof Error ? convertToCommandError(thrown) : new Error(String(thrown));
  if (error instanceof WrongExpectedVersionError) {
    const { actualVersion } = error;
    return { kind: 'conflict', currentRevision: typeof actualVersion === 'bigint' ? Number(actualVersion) : NO_STREAM };
  }
  if (error instanceof StreamNotFoundError) return { kind: 'no-stream' };
  if (error instanceof MaxAppendSizeExceededError || REFUSALS.has((error as Partial<CommandError>).code)) {
    return { kind: 'request', error };
  }
  if (error instanceof AccessDeniedError || error instanceof StreamDeletedError) return { kind: 'permanent', error };
  // The client has turned to the leader by now: https://github.com/EventStore/EventStore-Client-NodeJS, handleError.
  if (error instanceof NotLeaderError) return { kind: 'passing', outcome: 'not-stored', error };
  const outcome = NOT_BEGUN.test(error.message) ? 'not-stored' : 'unknown';
  return { kind: 'passing', outcome, error };
}
