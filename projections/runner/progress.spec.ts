import { expect, it } from 'vitest';
import { Progress } from './progress.ts';

it('wakes who waits once every projection named is there', async () => {
  const progress = new Progress();
  const waiting = progress.wait(5n, ['a', 'b'], 5_000);
  progress.advance('a', 7n);
  expect(progress.reached(5n, ['a', 'b'])).toBe(false);
  progress.advance('b', 5n);
  expect(await waiting).toBe(true);
  expect(progress.waiting).toBe(false);
});

it('never goes back', () => {
  const progress = new Progress();
  progress.advance('a', 7n);
  progress.advance('a', 3n);
  expect(progress.reached(7n, ['a'])).toBe(true);
});

it('gives up when the time is up', async () => {
  expect(await new Progress().wait(1n, ['a'], 1)).toBe(false);
});
