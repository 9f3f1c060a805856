import { expect, it } from 'vitest';
import { parseNumber } from './number.ts';

it.each([
  ['000000001-2026', { correlative: 1, year: 2026 }],
  [' 12-2026 ', { correlative: 12, year: 2026 }],
  ['12', { correlative: 12, year: undefined }],
  ['1234567890', undefined],
  ['12-26', undefined],
  ['-2026', undefined],
  ['uno', undefined],
])('%j is %j', (text, number) => {
  expect(parseNumber(text)).toEqual(number);
});
