import { describe, expect, it } from 'vitest';
import { HourlyLimit } from './robots.ts';

describe('a limit per hour and sender', () => {
  it('counts each sender apart and forgets after an hour', () => {
    const limit = new HourlyLimit(2);
    expect([limit.take('a', 0), limit.take('a', 1), limit.take('a', 2), limit.take('b', 2)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(limit.take('a', 3_600_001)).toBe(true);
  });

  it('remembers a bounded number of senders', () => {
    const limit = new HourlyLimit(1, 2);
    for (const sender of ['a', 'b', 'c']) limit.take(sender, 0);
    expect(limit.take('a', 1)).toBe(true);
    expect(limit.take('c', 1)).toBe(false);
  });
});
