import { expect, it } from 'vitest';
import { paperKey } from './paper-key.ts';

it.each([
  ['000000087-2026', '87-2026'],
  ['87 / 2026', '87-2026'],
  ['a-007', 'A-7'],
  ['A7', 'A-7'],
  ['0000', '0'],
])('%j is known as %j', (paperNumber, key) => {
  expect(paperKey(paperNumber)).toBe(key);
});

it.each([
  ['87-2026', '88-2026'],
  ['87-2026', '87-2025'],
  ['8-7', '87'],
  ['A-7', 'B-7'],
])('%j is not %j', (one, other) => {
  expect(paperKey(one)).not.toBe(paperKey(other));
});
