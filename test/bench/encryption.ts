import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type EventStore, type EventToAppend, type Json, NO_STREAM, START } from '@foja/ledger/port.ts';
import { confidentialStore, masterKey, openMemoryVault, type Vault } from '@foja/ledger/vault/index.ts';
import { wrap } from '@foja/ledger/vault/keyring.ts';
import { median } from './rounds.ts';

const ROUNDS = 7;
const FILINGS = 1_000;
const SAMPLE = new URL('../../contracts/events/samples/ClaimFiled.v2.json', import.meta.url);

/** Microseconds of processor that the encryption of a filing takes: appends that go nowhere, with boxes and keys, less without. */
export async function encryptionUs(): Promise<number> {
  const boxing = confidentialStore(nowhere, wrappingVault());
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const plain = await appendsUs(nowhere);
    rounds.push((await appendsUs(boxing)) - plain);
  }
  return median(rounds.slice(1)); // the first warms up
}

async function appendsUs(store: Pick<EventStore, 'append'>): Promise<number> {
  const appends = Array.from({ length: FILINGS }, () => ({
    stream: `claim-${randomUUID()}`,
    expectedRevision: NO_STREAM,
    events: [filed],
  }));
  const before = process.cpuUsage();
  for (const append of appends) await store.append(append);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / FILINGS;
}

const data = JSON.parse(readFileSync(SAMPLE, 'utf8')) as Json;
const filed: EventToAppend = {
  id: randomUUID(),
  type: 'ClaimFiled',
  version: 2,
  data,
  metadata: {
    occurredAt: '2026-11-22T10:00:00.000-05:00',
    actor: { role: 'consumer', id: 'anonymous' },
    causationId: randomUUID(),
    correlationId: randomUUID(),
  },
};

/** Takes everything and keeps nothing. */
const nowhere: EventStore = {
  append: async () => ({ outcome: 'appended', position: START, repeated: false }),
  read: async () => [],
  readAll: async () => [],
  async *subscribe() {},
  head: async () => START,
  close: async () => undefined,
};

/** Wraps each key as the real one does before it stores it; forgets it at once. */
function wrappingVault(): Vault {
  const vault = openMemoryVault();
  const master = masterKey(Buffer.alloc(32, 7));
  return {
    ...vault,
    take(count) {
      const keys = vault.take(count);
      if (keys instanceof Promise) return keys;
      for (const key of keys) wrap(key, master);
      return keys;
    },
  };
}
