import type { RecordedEvent } from '@foja/ledger/port.ts';
import { describe, expect, it } from 'vitest';
import type { Projection } from '../definition.ts';
import { statistics } from '../statistics/projection.ts';
import { CountSum } from './count-sum.ts';
import { decode, PoisonEvent, trusting } from './event.ts';
import { fold, touchedBy } from './fold.ts';

const projection = statistics as unknown as Projection;
const claimId = 'c0000000-0000-4000-8000-000000000001';

const event = (position: number, type: string, data: object, about: Partial<RecordedEvent> = {}): RecordedEvent => ({
  id: `e0000000-0000-4000-8000-00000000000${position}`,
  stream: `claim-${claimId}`,
  revision: position - 1,
  position: BigInt(position),
  recordedAt: '2026-10-05T23:42:00.000Z',
  metadata: { occurredAt: '2026-10-05T23:42:00Z', actor: { role: 'x', id: 'x' }, causationId: 'x', correlationId: 'x' },
  version: 1,
  type,
  data: data as never,
  ...about,
});
const filed = event(1, 'ClaimFiled', {
  ...{ ruc: '20999999990', bookId: 'b', bookCode: 'B', declaredType: 'queja', filedAt: '2026-10-05T18:42:00-05:00' },
});
const responded = event(2, 'ClaimResponded', { late: false, communicatedAt: '2026-10-07T10:00:00-05:00' });

const run = (events: RecordedEvent[], loaded = new Map()) => {
  const counts = new CountSum();
  const touched = touchedBy(projection, decode(events, trusting));
  return { ...fold(projection, touched, loaded, counts), counts: counts.changes(), toLoad: touched.toLoad };
};

describe('a batch', () => {
  it('writes a row once, however many events it had, and asks for none that it saw begin', () => {
    const { inserted, updated, toLoad, counts } = run([filed, responded]);
    expect(inserted).toMatchObject([{ claimId, ending: 'answered-on-time', days: 2 }]);
    expect([updated, toLoad]).toEqual([[], []]);
    expect(counts).toEqual([{ at: ['20999999990', 'b', 'B', 'queja', '2026-10', 'answered-on-time', 2], add: [1, 2] }]);
  });

  it('moves a row from counter to counter, and leaves nothing behind', () => {
    const [row] = run([filed]).inserted;
    const { updated, toLoad, counts } = run([responded], new Map([[claimId, row]]));
    expect(toLoad).toEqual([claimId]);
    expect(updated).toHaveLength(1);
    expect(counts.map(({ at, add }) => [at.at(-2), add])).toEqual([
      ['answered-on-time', [1, 2]],
      ['open', [-1, 0]],
    ]);
  });

  it.each([
    ['an event before the filing', [responded]],
    ['a claim filed twice', [filed, event(3, 'ClaimFiled', {})]],
    ['a version that nobody knows', [event(1, 'ClaimFiled', {}, { version: 99 })]],
  ])('refuses %s by its position', (_, events) => {
    expect(() => run(events)).toThrow(PoisonEvent);
  });

  it('passes over what is not about claims, and what it does not show', () => {
    const { inserted, updated } = run([
      event(1, 'SheetIssued', { claimId }, { stream: 'sheets-b-2026' }),
      event(2, 'ClaimViewed', {}, { version: 99 }),
    ]);
    expect([inserted, updated]).toEqual([[], []]);
  });
});
