import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NotCanonical } from './canonical-json.ts';
import { utf8 } from './encoding.ts';
import { entryOf, eventText, leafOf, type SealedEvent } from './leaf.ts';
import type { Sha256 } from './primitives.ts';
import { treeHash } from './tree-hash.ts';

const sha256: Sha256 = (input) => hash('sha256', input, 'buffer');

const event: SealedEvent = {
  stream: 'claim-0b7e',
  revision: 2,
  id: '5f3c',
  type: 'ClaimResponded',
  version: 1,
  data: { text: { sealed: { kid: 'k', commitment: 'c', box: 'b' } }, outcome: 'accepted' },
  metadata: { occurredAt: '2026-11-03T10:00:00-05:00', actor: { role: 'respondent', id: 'r' } },
};

// The format is for ever: a change here is a ledger that no longer verifies.
describe('the leaf of an event', () => {
  const text =
    '{"data":{"outcome":"accepted","text":{"sealed":{"box":"b","commitment":"c","kid":"k"}}},"id":"5f3c",' +
    '"metadata":{"actor":{"id":"r","role":"respondent"},"occurredAt":"2026-11-03T10:00:00-05:00"},"revision":2,' +
    '"stream":"claim-0b7e","type":"ClaimResponded","version":1}';
  const entry = `foja-event/v1 sha256:${hash('sha256', text)}`;

  it('is made of these seven members, in canonical JSON', () => {
    expect(eventText(event)).toBe(text);
    expect(entryOf(sha256, event)).toBe(entry);
    expect(entry).toHaveLength(85);
    expect(Buffer.from(leafOf(sha256, event)).toString('hex')).toBe(hash('sha256', `\0${entry}`));
    expect(leafOf(sha256, event)).toEqual(treeHash(sha256).leaf(utf8(entry)));
  });

  it('holds nothing of the store it was read from', () => {
    const recorded = { ...event, position: 17n, recordedAt: '2026-11-03T15:00:01Z' };
    expect(eventText(recorded)).toBe(text);
  });

  it('is the same for the event as any store or file gives it back', () => {
    const { data, metadata, ...rest } = event;
    expect(leafOf(sha256, { metadata, data, ...rest })).toEqual(leafOf(sha256, event));
    expect(leafOf(sha256, JSON.parse(text) as SealedEvent)).toEqual(leafOf(sha256, event));
  });

  it.each([
    { stream: 'claim-0b7f' },
    { revision: 3 },
    { id: '5f3d' },
    { type: 'ClaimResponde' },
    { version: 2 },
    { data: { outcome: 'accepted' } },
    { data: { ...Object(event.data), outcome: 'refused' } },
    { metadata: { ...Object(event.metadata), occurredAt: '2026-11-03T10:00:01-05:00' } },
    { data: event.metadata, metadata: event.data },
  ])('is another with %j', (change) => {
    expect(leafOf(sha256, { ...event, ...change })).not.toEqual(leafOf(sha256, event));
  });

  it('is refused to what JSON can’t hold', () => {
    expect(() => leafOf(sha256, { ...event, data: undefined })).toThrow(NotCanonical);
    expect(() => leafOf(sha256, { ...event, revision: 2 ** 53 })).toThrow(NotCanonical);
  });
});
