import type { Json } from '@foja/ledger/port.ts';
import type { FeedMessage } from './log/port.ts';

/** A message's attributes by CloudEvents 1.0, the same for every transport; Kafka puts `ce_` before their names. */
export interface CloudEventAttributes {
  readonly specversion: '1.0';
  readonly id: string;
  /** Reference of the feed, relative to the server that serves it. */
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  /** CloudEvents' extension for distributed tracing. */
  readonly traceparent?: string;
  /** Number in its feed, a decimal string (CloudEvents' extension `sequence`). */
  readonly sequence: string;
}

/** In structured mode: attributes and data in one object. */
export interface CloudEvent extends CloudEventAttributes {
  readonly data: Json;
}

export function attributesOf({ feed, seq, id, type, subject, time, traceparent }: FeedMessage): CloudEventAttributes {
  return {
    specversion: '1.0',
    id,
    source: `/v1/feeds/${feed}`,
    type,
    ...(subject === null ? {} : { subject }),
    time,
    datacontenttype: 'application/json',
    dataschema: `/asyncapi.json#/components/schemas/${type}`,
    sequence: seq.toString(),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

export function cloudEventOf(message: FeedMessage): CloudEvent {
  return { ...attributesOf(message), data: message.data };
}
