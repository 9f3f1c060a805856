import { Readable } from 'node:stream';
import { cloudEventOf, type FeedMessage } from '@foja/feeds';
import { awaitPart, type Part } from './reading.ts';

export interface StreamOptions {
  readonly reading: Parameters<typeof awaitPart>[0];
  readonly after: bigint;
  /** Ends the stream where it stands. */
  readonly closing: AbortSignal;
  readonly heartbeatMs: number;
  /** Told up to where the client was sent messages. */
  readonly reached: (seq: bigint) => Promise<void>;
  /** Told once, when it is over. */
  readonly over: () => void;
}

/** A key that was revoked meanwhile reads no longer than this: clients come back by themselves, and are asked again. */
const LONGEST_MS = 5 * 60_000;
/** Milliseconds after which a client comes back. */
const RETRY_MS = 2_000;

/**
 * A feed as Server-Sent Events (HTML, section 9.2): the number as `id`, so that a client that comes back says where it was.
 * What is not read waits at the client's pace: nothing is fetched before there is room for it.
 */
export function eventStream(options: StreamOptions): Readable {
  const gone = new AbortController();
  const until = AbortSignal.any([options.closing, gone.signal, AbortSignal.timeout(LONGEST_MS)]);
  const stream = Readable.from(textOf(options, until), { objectMode: false });
  stream.on('close', () => {
    gone.abort();
    options.over();
  });
  return stream;
}

async function* textOf(
  { reading, after, heartbeatMs, reached }: StreamOptions,
  until: AbortSignal,
): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`;
  let part: Part = { messages: [], next: after };
  while (!until.aborted) {
    const beat = AbortSignal.timeout(heartbeatMs);
    part = await awaitPart(reading, part.next, AbortSignal.any([until, beat]));
    if (part.messages.length === 0) {
      if (!until.aborted) yield ': \n\n';
      await reached(part.next);
      continue;
    }
    yield part.messages.map(eventOf).join('');
    await reached(part.next);
  }
}

function eventOf(message: FeedMessage): string {
  return `id: ${message.seq}\ndata: ${JSON.stringify(cloudEventOf(message))}\n\n`;
}
