export { type DecodedEvent, decodeEvent, encodeEvent } from './codec.ts';
export { openMemoryStore } from './memory/store.ts';
export * from './port.ts';
export { asRole, openPool } from './postgres/connection.ts';
export { DataDirInUse, type EmbeddedOptions, type EmbeddedServer, openEmbedded } from './postgres/embedded.ts';
export { migrate } from './postgres/migrate.ts';
export { openPostgresStore, type PostgresEventStore, type PostgresStoreOptions } from './postgres/store.ts';
export { EventIdTaken } from './refusals.ts';
