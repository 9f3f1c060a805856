export { ForeignEvent } from './envelope.ts';
export { type EventStoreDbOptions, openEventStoreDb } from './store.ts';
