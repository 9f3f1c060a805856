import type { Message } from 'kafkajs';
import { attributesOf } from '../cloud-event.ts';
import type { FeedMessage } from '../log/port.ts';

/** What Kafka stores of a message, and about how many bytes that is before compression. */
export interface KafkaRecord {
  readonly message: FeedMessage;
  readonly record: Message;
  readonly bytes: number;
}

/** For each header and each record, what the format adds at most. */
const FRAME_BYTES = 16;

/**
 * In binary mode of the CloudEvents binding for Kafka: attributes as headers, the data alone as value. The key is the claim, so
 * that all of it lies in one partition, in order; the feed where there is no claim.
 */
export function recordOf(message: FeedMessage): KafkaRecord {
  const { datacontenttype, ...attributes } = attributesOf(message);
  const headers: Record<string, string> = { 'content-type': datacontenttype };
  for (const [name, value] of Object.entries(attributes)) headers[`ce_${name}`] = value;
  const key = message.subject ?? message.feed;
  const value = Buffer.from(JSON.stringify(message.data));
  let bytes = FRAME_BYTES + key.length + value.length;
  for (const [name, text] of Object.entries(headers)) bytes += FRAME_BYTES + name.length + text.length;
  // No timestamp of ours: brokers drop by it what is older than they keep, and a first run tells of years.
  return { message, record: { key, value, headers }, bytes };
}

/** In order, as many a batch as brokers take by default; a record that is larger by itself goes alone. */
export function batchesOf(records: readonly KafkaRecord[], maxBytes: number): KafkaRecord[][] {
  const batches: KafkaRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const last = batches.at(-1);
    if (last === undefined || record.bytes > room) {
      batches.push([record]);
      room = maxBytes - record.bytes;
    } else {
      last.push(record);
      room -= record.bytes;
    }
  }
  return batches;
}
