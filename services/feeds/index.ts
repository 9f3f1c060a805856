export { attributesOf, type CloudEvent, type CloudEventAttributes, cloudEventOf } from './cloud-event.ts';
export { openMemoryFeeds } from './log/memory.ts';
export type { FeedInfo, FeedLog, FeedMessage, FeedPage, FeedStore, NewMessage } from './log/port.ts';
export { openPostgresFeeds, type PostgresFeeds, type PostgresFeedsOptions } from './log/postgres.ts';
export { type FeedReader, type FeedReaders, openFeedReaders } from './readers/readers.ts';
export { type FeedStatus, feedStatus } from './status.ts';
export { FencedOut, type Parked, type WriterTable } from './writer/port.ts';
export { openWriterTable } from './writer/table.ts';
export { runFeedWriter, type WriterOptions } from './writer/writer.ts';
