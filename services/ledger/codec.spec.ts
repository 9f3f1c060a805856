import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { catalogue, type LedgerEvent, parseStored, UnreadableEvent } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import { decodeEvent, encodeEvent } from './codec.ts';
import type { EventMetadata, Json, RecordedEvent } from './port.ts';

const metadata: EventMetadata = {
  occurredAt: '2026-10-05T18:42:00-05:00',
  actor: { role: 'operator', id: 'spec' },
  causationId: randomUUID(),
  correlationId: randomUUID(),
};
const samples = new URL('../../contracts/events/samples/', import.meta.url);
const names = readdirSync(samples).filter((name) => name.endsWith('.json'));

const recorded = (type: string, version: number, data: Json): RecordedEvent => ({
  ...{ id: randomUUID(), type, version, data, metadata },
  ...{ stream: 'claim-1', revision: 0, position: 1n, recordedAt: '2026-10-05T23:42:00.000Z' },
});

describe('codec', () => {
  it.each(names)('%s is written and read back as it was', (name) => {
    const [type = '', version = ''] = name.replace('.json', '').split('.v');
    const sample: unknown = JSON.parse(readFileSync(new URL(name, samples), 'utf8'));
    const event: LedgerEvent = parseStored(type, Number(version), sample);
    const id = randomUUID();
    const written = encodeEvent(event, id, metadata);
    expect(written).toMatchObject({ id, type, metadata });
    expect(Object.keys(catalogue[event.type])).toContain(String(written.version));
    const stored = recorded(type, written.version, JSON.parse(JSON.stringify(written.data)) as Json);
    expect(decodeEvent(stored)).toEqual({ event, recorded: stored });
  });

  it('writes nothing that could not be read', () => {
    const broken = { type: 'SheetIssued', data: { claimId: 7 } } as unknown as LedgerEvent;
    expect(() => encodeEvent(broken, randomUUID(), metadata)).toThrow(UnreadableEvent);
  });

  it.each([
    ['NeverHeardOf', 1, {}],
    ['SheetIssued', 99, {}],
    ['SheetIssued', 1, { claimId: 7 }],
    ['constructor', 1, {}],
  ])('refuses %s v%i %j', (type, version, data) => {
    expect(() => decodeEvent(recorded(type, version, data))).toThrow(UnreadableEvent);
  });
});
