import { cloudEvent } from '@foja/contracts/http/answers/feeds.ts';
import type { z } from 'zod';

export interface Sse {
  readonly contentType: string | null;
  /** The next event; what only says that the stream lives is passed over. */
  next(): Promise<{ readonly id: string; readonly event: z.infer<typeof cloudEvent> }>;
  /** Resolves with the next sign of life. */
  heartbeat(): Promise<void>;
  /** Resolves once the server has ended the stream in good order. @throws where the connection broke instead */
  ended(): Promise<void>;
  leave(): void;
}

/** A client of Server-Sent Events that says where it was. */
export async function openSse(url: string, key: string, lastEventId?: string): Promise<Sse> {
  const leaving = new AbortController();
  const answer = await fetch(url, {
    signal: leaving.signal,
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${key}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';

  /** One block of lines; undefined at the end. */
  async function block(): Promise<string | undefined> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const found = text.slice(0, end);
        text = text.slice(end + 2);
        return found;
      }
      const part = await reader?.read();
      if (part === undefined || part.done) return undefined;
      text += part.value;
    }
  }

  return {
    contentType: answer.headers.get('content-type'),
    async next() {
      for (;;) {
        const found = await block();
        if (found === undefined) throw new Error('the stream ended');
        const [, id = '', data = ''] = /^id: (\d+)\ndata: (.*)$/s.exec(found) ?? [];
        if (id !== '') return { id, event: cloudEvent.parse(JSON.parse(data)) };
      }
    },
    async heartbeat() {
      for (let found = await block(); found?.startsWith(':') !== true; found = await block()) {
        if (found === undefined) throw new Error('the stream ended');
      }
    },
    async ended() {
      while ((await block()) !== undefined);
    },
    leave: () => leaving.abort(),
  };
}
