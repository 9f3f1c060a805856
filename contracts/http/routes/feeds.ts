import * as answers from '../answers.ts';
import { feedQuery, ofFeed } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

/** The same messages as by Kafka and webhooks, for whoever asks: a firm its own, supervisors theirs. */
export const feedRoutes = {
  listFeeds: {
    method: 'GET',
    path: '/v1/feeds',
    action: 'feed/list',
    tag: 'feeds',
    summary: {
      es: 'Los feeds que se pueden leer, y cuánto falta',
      en: 'Feeds that may be read, and what is left of them',
    },
    answers: { 200: { description: 'Los feeds', schema: answers.feedList } },
  },
  readFeed: {
    method: 'GET',
    path: '/v1/feeds/{feed}',
    action: 'feed/read',
    tag: 'feeds',
    summary: {
      es: 'Los mensajes que siguen: en lote, con espera, o como Server-Sent Events (Accept: text/event-stream)',
      en: 'The messages that follow: as a batch, waited for, or as Server-Sent Events (Accept: text/event-stream)',
    },
    params: ofFeed,
    query: feedQuery,
    answers: {
      200: {
        description:
          'CloudEvents 1.0, en orden; Foja-Feed-Next dice con qué «after» se sigue, Foja-Feed-Head hasta dónde llega el feed',
        schema: answers.cloudEvents,
        alsoAs: ['application/cloudevents-batch+json', 'text/event-stream'],
      },
    },
  },
} as const satisfies Record<string, RouteDefinition>;
