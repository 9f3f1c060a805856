import { limaDateOf } from '@foja/domain/deadline/index.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limaDay } from './lima-day.ts';

const offsets = fc.constantFrom('Z', '-05:00', '+00:00', '+05:30', '-03:30', '+09:00', '+05:45');
const instants = fc
  .tuple(
    fc.date({ min: new Date('2025-12-30T00:00:00Z'), max: new Date('2026-01-03T00:00:00Z'), noInvalidDate: true }),
    offsets,
  )
  .map(([date, offset]) => `${date.toISOString().slice(0, 19)}${offset}`);

it('is the day that the domain says, asked for the first time or again', () => {
  fc.assert(
    fc.property(instants, (instant) => {
      expect(limaDay(instant)).toBe(limaDateOf(instant));
      expect(limaDay(instant)).toBe(limaDateOf(instant));
    }),
    { numRuns: 500 },
  );
});

it('refuses what is no instant', () => {
  expect(() => limaDay('2026-01-01T10:00:00')).toThrow(RangeError);
});
