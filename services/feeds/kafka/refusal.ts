import kafkajs, { type KafkaJSProtocolError } from 'kafkajs';

// Node finds no names of errors in a CommonJS module that spreads them into its exports.
const { KafkaJSAggregateError: AggregateAnswer, KafkaJSProtocolError: Answer } = kafkajs;

/** What a failed send means. */
export type Failure =
  /** The broker takes other messages, but not (one of) these. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  /** For a reason that lies in the topic; other topics go on. */
  | { readonly kind: 'topic'; readonly code: string; readonly reason: string }
  /** The connection or the cluster: perhaps it is stored, perhaps not. */
  | { readonly kind: 'lost'; readonly code: string; readonly reason: string };

/** By the code of Kafka's protocol: about the message itself, so that to send it again changes nothing. */
const REFUSED = new Set([
  10, // MESSAGE_TOO_LARGE
  18, // RECORD_LIST_TOO_LARGE
  32, // INVALID_TIMESTAMP
  43, // UNSUPPORTED_FOR_MESSAGE_FORMAT
  44, // POLICY_VIOLATION
  87, // INVALID_RECORD
]);

/** Answers of a cluster that works. */
const TOPIC = new Set([
  3, // UNKNOWN_TOPIC_OR_PARTITION
  5, // LEADER_NOT_AVAILABLE
  6, // NOT_LEADER_FOR_PARTITION
  17, // INVALID_TOPIC_EXCEPTION
  19, // NOT_ENOUGH_REPLICAS
  29, // TOPIC_AUTHORIZATION_FAILED
]);

/** The topic could not be made: no word about any message. */
export class TopicFailed extends Error {
  override readonly name = 'TopicFailed';
}

export function failureOf(error: unknown): Failure {
  if (error instanceof TopicFailed) {
    const failure = failureOf(error.cause);
    return answerOf(error.cause) === undefined ? failure : { ...failure, kind: 'topic' };
  }
  const answer = answerOf(error);
  if (answer !== undefined) {
    const said = { code: answer.type, reason: answer.message };
    if (REFUSED.has(answer.code)) return { kind: 'refused', ...said };
    if (TOPIC.has(answer.code)) return { kind: 'topic', ...said };
    return { kind: 'lost', ...said };
  }
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return { kind: 'lost', code: name, reason: message };
}

/** For people and logs, on one line; kafkajs's sentences hold addresses and topics, nothing of messages. */
export function sentenceOf({ code, reason }: Failure): string {
  return `${code}: ${reason}`.replaceAll(/\s+/g, ' ').slice(0, 300);
}

/** What the broker itself answered, under whatever kafkajs wrapped around it. */
export function answerOf(error: unknown): KafkaJSProtocolError | undefined {
  let at = error;
  for (let depth = 0; depth < 6 && at instanceof Error; depth += 1) {
    if (at instanceof Answer) return at;
    at = at instanceof AggregateAnswer ? at.errors[0] : at.cause;
  }
  return undefined;
}
