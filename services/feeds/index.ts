export { attributesOf, type CloudEvent, type CloudEventAttributes, cloudEventOf } from './cloud-event.ts';
export { openMemoryFeeds } from './log/memory.ts';
export type { FeedInfo, FeedLog, FeedMessage, FeedPage, FeedStore, NewMessage } from './log/port.ts';
export { openPostgresFeeds, type PostgresFeeds, type PostgresFeedsOptions } from './log/postgres.ts';
