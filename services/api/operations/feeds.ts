import { Problem } from '@foja/commands/problems/problem.ts';
import type { feedRoutes } from '@foja/contracts/http/routes/feeds.ts';
import { claimsFeed, REGULATOR_FEED } from '@foja/contracts/integration/feeds.ts';
import { cloudEventOf } from '@foja/feeds';
import { type Actor, rucsOf } from '../actor.ts';
import type { Operations, Reply, World } from '../call.ts';
import type { ServedFeeds } from '../dependencies.ts';
import { awaitPart } from '../feeds/reading.ts';
import { eventStream } from '../feeds/stream.ts';

const HEARTBEAT_MS = 15_000;
/** Open streams of one key in one process: a client that forgets to close them must not take everybody's connections. */
const STREAMS_MAX = 20;

const streams = new Map<string, number>();

/** Feeds over HTTP: in batches, waited for, or as a stream. */
export const feedOperations: Operations<typeof feedRoutes> = {
  async listFeeds({ actor }, world) {
    const { log, readers } = feedsOf(world);
    const known = new Map((await log.feeds()).map((info) => [info.feed, info]));
    const reader = readerOf(actor);
    const items = await Promise.all(
      namesFor(actor).map(async (feed) => {
        const info = known.get(feed);
        const head = info?.head ?? 0n;
        const readTo = await readers.of(reader, feed);
        return {
          feed,
          head: String(head),
          ...(readTo === undefined ? {} : { readTo: String(readTo) }),
          lag: String(head - (readTo ?? 0n)),
          ...(info === undefined ? {} : { writtenAt: info.appendedAt }),
        };
      }),
    );
    return { status: 200, headers: { 'cache-control': 'no-store' }, body: { items } };
  },

  async readFeed(call, world) {
    const { log, readers } = feedsOf(world);
    const { actor, params, query, lastEventId } = call;
    const { feed } = params;
    const after = BigInt(lastEventId !== undefined && /^\d{1,18}$/.test(lastEventId) ? lastEventId : query.after);
    const head = await log.head(feed);
    // Of a restored database, or made up: whoever waited there would miss what comes until then.
    if (after > head) throw new Problem('feed/beyond-head', { about: { head: String(head) } });
    const reader = readerOf(actor);
    const reached = (seq: bigint) => (seq === 0n ? Promise.resolve() : readers.reached(reader, feed, seq));
    const type = call.prefers(['application/cloudevents-batch+json', 'application/json', 'text/event-stream']);
    const reading = { log, feed, actor, max: query.limit };
    await reached(after);
    if (type === 'text/event-stream') return streamed({ reading, after, reached, reader }, world);

    const until = AbortSignal.any([world.closing, AbortSignal.timeout(query.wait * 1_000)]);
    const { messages, next } = await awaitPart(reading, after, until);
    return {
      status: 200,
      contentType: type === 'application/json' ? 'application/json; charset=utf-8' : BATCH,
      headers: {
        'cache-control': 'no-store',
        'foja-feed-next': String(next),
        'foja-feed-head': String(await log.head(feed)),
      },
      body: JSON.stringify(messages.map(cloudEventOf)),
    };
  },
};

const BATCH = 'application/cloudevents-batch+json; charset=utf-8';

interface Streaming extends Pick<Parameters<typeof eventStream>[0], 'reading' | 'after' | 'reached'> {
  readonly reader: string;
}

function streamed({ reading, after, reached, reader }: Streaming, world: World): Reply {
  const open = streams.get(reader) ?? 0;
  if (open >= STREAMS_MAX) throw new Problem('request/rate-limited', { headers: { 'retry-after': '60' } });
  streams.set(reader, open + 1);
  const over = () => {
    const left = (streams.get(reader) ?? 1) - 1;
    if (left > 0) streams.set(reader, left);
    else streams.delete(reader);
  };
  const heartbeatMs = world.feeds?.heartbeatMs ?? HEARTBEAT_MS;
  return {
    status: 200,
    contentType: 'text/event-stream; charset=utf-8',
    headers: {
      'cache-control': 'no-store',
      // A proxy that gathers an answer before it hands it on would keep every message back.
      'x-accel-buffering': 'no',
      // Once the stream is over the connection is, too: else it would hold up a process that ends.
      connection: 'close',
    },
    body: eventStream({ reading, after, reached, over, closing: world.closing, heartbeatMs }),
  };
}

/** @throws Problem where this process serves none. */
function feedsOf({ feeds }: World): ServedFeeds {
  if (feeds === undefined) throw new Problem('resource/not-found');
  return feeds;
}

function namesFor(actor: Actor): string[] {
  if (actor.role === 'operator' || actor.role === 'indecopi') return [REGULATOR_FEED];
  return rucsOf(actor).map(claimsFeed);
}

function readerOf(actor: Actor): string {
  return 'keyId' in actor ? `http ${actor.keyId}` : `http ${actor.role}`;
}
