import type { Link } from './link.ts';
import type { KafkaRecord } from './record.ts';
import { type Failure, failureOf } from './refusal.ts';
import type { Refused } from './table.ts';

/** No cluster is set up for more; kafkajs would break the connection over it, and try for ever. */
const RECORD_MAX_BYTES = 16 * 2 ** 20;

/** It was not sent, or nobody knows; it is to be tried again. */
export class SendFailed extends Error {
  override readonly name = 'SendFailed';
  readonly failure: Failure;

  constructor(failure: Failure, cause: unknown) {
    super(failure.reason, { cause });
    this.failure = failure;
  }
}

export interface Sent {
  readonly refused: readonly Refused[];
  /** Brokers took each half, and not the whole: batches are to be no larger than this. */
  readonly fits?: number;
}

/**
 * Sends a batch, in order. Where the brokers refuse it, each half goes by itself, until those that they refuse are found.
 * @throws SendFailed, perhaps after some of the batch was stored
 */
export async function sendBatch(link: Link, topic: string, batch: readonly KafkaRecord[]): Promise<Sent> {
  const [first] = batch;
  if (first === undefined) return { refused: [] };
  if (batch.length === 1 && first.bytes > RECORD_MAX_BYTES) {
    return { refused: [park(first, { code: 'MESSAGE_TOO_LARGE', reason: 'larger than any broker takes' })] };
  }
  try {
    await link.send(
      topic,
      batch.map(({ record }) => record),
    );
    return { refused: [] };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind !== 'refused') throw new SendFailed(failure, error);
    if (batch.length === 1) return { refused: [park(first, failure)] };
  }
  const middle = Math.ceil(batch.length / 2);
  const halves = [batch.slice(0, middle), batch.slice(middle)];
  const sent: Sent[] = [];
  for (const half of halves) sent.push(await sendBatch(link, topic, half));
  const refused = sent.flatMap((half) => half.refused);
  if (refused.length > 0) return { refused };
  return {
    refused,
    fits: Math.min(...halves.map(bytesOf), ...sent.map(({ fits = Number.POSITIVE_INFINITY }) => fits)),
  };
}

function park({ message, bytes }: KafkaRecord, { code, reason }: Pick<Refused, 'code' | 'reason'>): Refused {
  return { message, bytes, code, reason };
}

function bytesOf(records: readonly KafkaRecord[]): number {
  return records.reduce((sum, { bytes }) => sum + bytes, 0);
}
