import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';

const PAUSE_MS = 1_000;

/** From the first message on. A firm's topics are made by Foja, a moment after the firm: until then there is nothing to read. */
export async function subscribe(consumer: Consumer, topic: string): Promise<void> {
  for (;;) {
    try {
      return await consumer.subscribe({ topics: [topic], fromBeginning: true });
    } catch (error) {
      if ((error as { type?: string }).type !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
      await delay(PAUSE_MS);
    }
  }
}
