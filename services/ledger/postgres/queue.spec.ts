import { describe, expect, it } from 'vitest';
import type { StreamAppend } from '../port.ts';
import { RequestQueue } from './queue.ts';
import type { Request } from './request.ts';

const event = { id: '', type: '', version: 1, data: null, metadata: {} } as unknown as StreamAppend['events'][number];
const writes = (stream: string): StreamAppend => ({ stream, expectedRevision: -1, events: [event] });
const asserts = (stream: string): StreamAppend => ({ stream, expectedRevision: 0, events: [] });

function queueOf(...requests: (readonly StreamAppend[])[]): RequestQueue {
  const queue = new RequestQueue();
  for (const appends of requests) queue.push(request(appends));
  return queue;
}

function request(appends: readonly StreamAppend[], bytes = 100): Request {
  return {
    appends,
    bytes,
    data: [],
    metadata: [],
    written: [],
    deadlineMs: 0,
    settle: () => undefined,
    fail: () => undefined,
  };
}

const streams = (batch: readonly Request[]): string[][] =>
  batch.map(({ appends }) => appends.map(({ stream }) => stream));

describe('a batch', () => {
  it('takes all that name different streams', () => {
    const queue = queueOf([writes('a')], [writes('b'), writes('c')]);
    expect(streams(queue.takeBatch())).toEqual([['a'], ['b', 'c']]);
    expect(queue.length).toBe(0);
  });

  it('takes many that only assert the same stream', () => {
    const queue = queueOf([asserts('p'), writes('a')], [asserts('p'), writes('b')]);
    expect(queue.takeBatch()).toHaveLength(2);
  });

  it('leaves what names a stream that another one writes, in order, and takes those behind', () => {
    const queue = queueOf([writes('a')], [writes('a')], [asserts('a')], [writes('b')], [writes('a')]);
    const first = queue.takeBatch();
    expect(streams(first)).toEqual([['a'], ['b']]);
    queue.settled(first);
    for (let more = 0; more < 3; more += 1) {
      const next = queue.takeBatch();
      expect(streams(next)).toEqual([['a']]);
      queue.settled(next);
    }
    expect(queue.length).toBe(0);
  });

  it('leaves what names a stream that a batch on its way writes, until that has come back', () => {
    const queue = queueOf([writes('a')], [writes('a')], [asserts('a')], [writes('b')]);
    const onItsWay = queue.takeBatch();
    expect(streams(onItsWay)).toEqual([['a'], ['b']]);
    expect(queue.takeBatch()).toEqual([]);
    queue.settled(onItsWay);
    expect(streams(queue.takeBatch())).toEqual([['a']]);
  });

  it('leaves a writer of a stream that another one asserts', () => {
    const queue = queueOf([asserts('p'), writes('a')], [writes('p')]);
    expect(queue.takeBatch()).toHaveLength(1);
    expect(queue.takeBatch()).toHaveLength(1);
  });

  it('is bounded in requests and in bytes, but takes a large one alone', () => {
    const many = queueOf(...Array.from({ length: 501 }, (_, index) => [writes(`s-${index}`)]));
    expect([many.takeBatch().length, many.takeBatch().length]).toEqual([500, 1]);
    const large = new RequestQueue();
    large.push(request([writes('a')], 9_000_000));
    large.push(request([writes('b')], 9_000_000));
    expect([large.takeBatch().length, large.takeBatch().length]).toEqual([1, 1]);
  });

  it('knows when too much waits', () => {
    const queue = new RequestQueue();
    for (let index = 0; index < 20_000; index += 1) queue.push(request([writes(`s-${index}`)], 1));
    expect(queue.full).toBe(true);
    queue.takeBatch();
    expect(queue.full).toBe(false);
    queue.push(request([writes('large')], 64_000_000));
    expect(queue.full).toBe(true);
  });
});
