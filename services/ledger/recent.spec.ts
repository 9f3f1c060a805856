import { describe, expect, it } from 'vitest';
import type { EventToAppend } from './port.ts';
import { RecentEvent, RecentEvents } from './recent.ts';

const recordedAt = '2026-10-05T18:42:00.000Z';
const source: EventToAppend = {
  id: '0190163d-8694-7000-8000-000000000001',
  type: 'ClaimFiled',
  version: 1,
  data: {},
  metadata: { occurredAt: recordedAt, actor: { role: 'consumer', id: '' }, causationId: '', correlationId: '' },
};

/** Events at these positions. */
function at(...positions: number[]): RecentEvent[] {
  return positions.map(
    (position) =>
      new RecentEvent(
        { stream: 'claim-1', revision: position, position: BigInt(position), recordedAt },
        { source, digest: new Uint8Array([position]) },
      ),
  );
}

function found(recent: RecentEvents, after: number, max = 100): number[] | undefined {
  return recent.after(BigInt(after), max)?.map(({ position }) => Number(position));
}

describe('what this process appended', () => {
  it('is handed out from any position that it holds the next event of', () => {
    const recent = new RecentEvents();
    recent.add(at(5, 6));
    recent.add(at(7, 8, 9));
    expect(found(recent, 4)).toEqual([5, 6, 7, 8, 9]);
    expect(found(recent, 6)).toEqual([7, 8, 9]);
    expect(found(recent, 6, 2)).toEqual([7, 8]);
  });

  it('leaves to the store what lies before it, and what comes after', () => {
    const recent = new RecentEvents();
    expect(found(recent, 0)).toBeUndefined();
    recent.add(at(5, 6));
    expect(found(recent, 3)).toBeUndefined();
    expect(found(recent, 6)).toBeUndefined();
    expect(found(recent, 60)).toBeUndefined();
  });

  it('never hands out over a gap that somebody else filled', () => {
    const recent = new RecentEvents();
    recent.add(at(5, 6));
    recent.add(at(9, 10));
    expect(found(recent, 4)).toEqual([5, 6]);
    expect(found(recent, 6)).toBeUndefined();
    for (let position = 11; position < 40; position += 2) recent.add(at(position + 1));
    const held = found(recent, 38);
    expect(held === undefined || held.join() === '39' || held.join() === '40').toBe(true);
    expect(found(recent, 6)).toBeUndefined();
  });

  it('goes on where somebody else came between, once that is long past', () => {
    const recent = new RecentEvents();
    recent.add(at(1));
    for (let position = 3; position <= 12; position += 1) recent.add(at(position));
    expect(found(recent, 2)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(found(recent, 0)).toBeUndefined();
  });

  it('is put in order where a later batch was answered first', () => {
    const recent = new RecentEvents();
    recent.add(at(1));
    recent.add(at(4, 5));
    recent.add(at(2, 3));
    expect(found(recent, 0)).toEqual([1, 2, 3, 4, 5]);
  });

  it('does not take what came too late to be of use', () => {
    const recent = new RecentEvents();
    recent.add(at(4, 5));
    recent.add(at(2, 3));
    expect(found(recent, 3)).toEqual([4, 5]);
    expect(found(recent, 1)).toBeUndefined();
  });

  it('is forgotten in time', () => {
    const recent = new RecentEvents();
    for (let position = 1; position <= 20_000; position += 1) recent.add(at(position));
    expect(found(recent, 0)).toBeUndefined();
    expect(found(recent, 19_999)).toEqual([20_000]);
    expect(found(recent, 18_000, 10_000)?.length).toBe(2_000);
  });

  it('looks like an event that was read, and tells its writer more', () => {
    const [event] = at(3);
    expect({ ...event }).toEqual({ ...source, stream: 'claim-1', revision: 3, position: 3n, recordedAt });
    expect(event && RecentEvent.written(event)?.source).toBe(source);
    expect(RecentEvent.written({ ...source, stream: '', revision: 0, position: 1n, recordedAt })).toBeUndefined();
  });
});
