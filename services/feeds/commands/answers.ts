import { rejectsTopic, resultsTopic } from '@foja/contracts/integration/commands/topics.ts';
import type { Message } from 'kafkajs';
import type { Link } from '../kafka/link.ts';
import { failureOf } from '../kafka/refusal.ts';
import { withoutBytes } from './record.ts';

/** What is to be said of some messages of one firm, in their order. */
export interface Answers {
  readonly results: readonly Message[];
  readonly rejects: readonly Message[];
}

/** Resolves once the brokers have them all. @throws what kafkajs throws; some may then be there, and come again. */
export async function publish(link: Link, ruc: string, { results, rejects }: Answers): Promise<void> {
  for (const reject of rejects) await sendReject(link, rejectsTopic(ruc), reject);
  if (results.length > 0) await sendResults(link, resultsTopic(ruc), results);
}

/** One by one: they are few, and one that is too large keeps no other back. */
async function sendReject(link: Link, topic: string, reject: Message): Promise<void> {
  try {
    await send(link, topic, [reject]);
  } catch (error) {
    if (failureOf(error).kind !== 'refused') throw error;
    await send(link, topic, [withoutBytes(reject)]);
  }
}

/** Together, or, where that is too large for the brokers (each may tell of a hundred wrong fields), half by half. */
async function sendResults(link: Link, topic: string, results: readonly Message[]): Promise<void> {
  try {
    await send(link, topic, [...results]);
  } catch (error) {
    if (results.length === 1 || failureOf(error).kind !== 'refused') throw error;
    const middle = Math.ceil(results.length / 2);
    for (const half of [results.slice(0, middle), results.slice(middle)]) await sendResults(link, topic, half);
  }
}

async function send(link: Link, topic: string, messages: Message[]): Promise<void> {
  try {
    await link.send(topic, messages);
  } catch (error) {
    link.drop(topic, failureOf(error).kind === 'lost');
    throw error;
  }
}
