import { z } from 'zod';
import { feedName } from '../../integration/feeds.ts';
import { instant } from '../../primitives.ts';

/** 64 bits: a decimal string. */
const sequence = z.string().regex(/^\d{1,19}$/);

export const feedList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        feed: feedName,
        /** Number of its last message; 0 where there is none yet. */
        head: sequence,
        /** Up to where this key has read it, as its last `after` or its stream says; absent where it never did. */
        readTo: sequence.optional(),
        /** Messages that this key has yet to read. */
        lag: sequence,
        /** When its last message was written. */
        writtenAt: instant.optional(),
      }),
    ),
  })
  .meta({ id: 'FeedList' });

/** CloudEvents 1.0, structured mode. `data` follows the schema that `dataschema` points at. */
export const cloudEvent = z
  .strictObject({
    specversion: z.literal('1.0'),
    id: z.uuid(),
    source: z.string(),
    type: z.string(),
    /** The claim it is about. */
    subject: z.uuid().optional(),
    time: instant,
    datacontenttype: z.literal('application/json'),
    dataschema: z.string(),
    /** Its number in the feed: what to send as `after` once it is handled. */
    sequence,
    /** Trace that the fact belongs to (W3C trace context), where it has one. */
    traceparent: z.string().optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'CloudEvent' });

export const cloudEvents = z.array(cloudEvent);
