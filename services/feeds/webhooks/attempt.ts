import { cloudEventOf } from '../cloud-event.ts';
import type { FeedMessage } from '../log/port.ts';
import type { DueMessage, TriedMessage } from './port.ts';
import type { Outcome, Sender } from './post.ts';
import { signedHeaders } from './sign.ts';
import { answerOf, type Schedule, type Verdict, verdictOf } from './verdict.ts';

export interface AttemptOptions {
  readonly sender: Sender;
  /** Those to sign with now, the newest first. */
  readonly secrets: () => Promise<readonly Uint8Array[]>;
  readonly schedule: Schedule;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** One try of one message: signed now, sent, and what is to be done about it. Never rejects. */
export async function attempt(
  message: FeedMessage,
  { tries, firstAt }: Pick<DueMessage, 'tries' | 'firstAt'>,
  { secrets, sender, schedule, random, now, signal }: AttemptOptions,
): Promise<Omit<TriedMessage, 'seq'> & { readonly verdict: Verdict }> {
  const startedAt = now();
  const body = JSON.stringify(cloudEventOf(message));
  const signed = { id: message.id, timestamp: Math.floor(startedAt / 1_000), body };
  const outcome: Outcome = await secrets().then(
    (keys) => sender.send({ body, signal, headers: { ...HEADERS, ...signedHeaders(signed, keys) } }),
    () => ({ kind: 'failed', code: 'SECRET_UNAVAILABLE' }),
  );
  const nowMs = now();
  const about = { outcome, tries: tries + 1, ageMs: nowMs - (firstAt ?? startedAt), nowMs };
  const verdict = verdictOf(about, schedule, random());
  return {
    verdict,
    state: STATES[verdict.do],
    triedAt: startedAt,
    nextAt: verdict.do === 'again' ? nowMs + verdict.inMs : nowMs,
    answer: answerOf(outcome),
    tookMs: nowMs - startedAt,
  };
}

const STATES = { delivered: 'delivered', again: 'waiting', park: 'parked', pause: 'waiting' } as const;

/** CloudEvents 1.0 over HTTP, structured mode. */
export const HEADERS = {
  'content-type': 'application/cloudevents+json; charset=utf-8',
  'user-agent': 'Foja-Webhooks/1',
} as const;
