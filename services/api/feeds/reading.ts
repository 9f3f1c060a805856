import type { FeedLog, FeedMessage } from '@foja/feeds';
import type { Actor } from '../actor.ts';
import { isVisible } from './visible.ts';

/** What comes after a number, as far as the reader may see it, and the number up to which it was looked for. */
export interface Part {
  readonly messages: readonly FeedMessage[];
  readonly next: bigint;
}

interface Reading {
  readonly log: FeedLog;
  readonly feed: string;
  readonly actor: Actor;
  readonly max: number;
}

/** Pages that may be looked through for one visible message before the reader is told how far it got. */
const PAGES_MAX = 20;

/** The next messages that are there already; none where `next` is the head, or far from it for whoever sees little. */
export async function readPart({ log, feed, actor, max }: Reading, after: bigint): Promise<Part> {
  let next = after;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await log.read(feed, { after: next, max });
    next = page.at(-1)?.seq ?? next;
    const messages = page.filter((message) => isVisible(actor, message));
    if (messages.length > 0 || page.length < max) return { messages, next };
  }
  return { messages: [], next };
}

/** The same, waited for until there is something or the signal comes. */
export async function awaitPart(reading: Reading, after: bigint, until: AbortSignal): Promise<Part> {
  let part = await readPart(reading, after);
  while (part.messages.length === 0 && !until.aborted) {
    await reading.log.waitFor(reading.feed, part.next, until);
    if (!until.aborted) part = await readPart(reading, part.next);
  }
  return part;
}
