import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { addDays, civilDate, dateOfDayNumber, dayNumberOf, isCivilDate, limaDateOf, weekdayOf } from './civil-date.ts';

describe('a civil date', () => {
  it.each(['2026-10-05', '2024-02-29', '2000-02-29', '2011-01-01', '2035-12-31'])('%s exists', (text) => {
    expect(civilDate(text)).toBe(text);
  });

  it.each([
    '2026-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-10-00',
    '2026-1-05',
    '26-10-05',
    '2026/10/05',
    '2026-10-05T00:00',
    ' 2026-10-05',
    '2026-10-0x',
    '２０２６-10-05',
    '',
  ])('%j is no date', (text) => {
    expect(isCivilDate(text)).toBe(false);
    expect(() => civilDate(text)).toThrow(RangeError);
  });

  it('agrees with Temporal on day numbers, weekdays and sums, of all four-digit years', () => {
    const epoch = Temporal.PlainDate.from('1970-01-01');
    fc.assert(
      fc.property(fc.integer({ min: -718_000, max: 2_932_000 }), fc.integer({ min: -500, max: 500 }), (day, more) => {
        const date = epoch.add({ days: day });
        expect(dayNumberOf(date.toString())).toBe(day);
        expect(dateOfDayNumber(day)).toBe(date.toString());
        expect(weekdayOf(date.toString())).toBe(date.dayOfWeek % 7);
        expect(addDays(date.toString(), more)).toBe(date.add({ days: more }).toString());
      }),
    );
  });
});

it('has four digits of year, or is refused', () => {
  expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
  expect(() => addDays('0000-01-01', -1)).toThrow(RangeError);
  expect(() => dateOfDayNumber(Number.NaN)).toThrow(RangeError);
});

describe('the day in Lima of an instant', () => {
  it.each([
    ['2026-10-05T18:42:00-05:00', '2026-10-05'],
    ['2026-10-05T23:59:59.999-05:00', '2026-10-05'],
    ['2026-10-06T00:00:00-05:00', '2026-10-06'],
    // 21:00 in Lima is 02:00 of the next day in UTC, and still counts from the day in Lima.
    ['2026-10-06T02:00:00Z', '2026-10-05'],
    ['2026-10-06T04:59:59.999Z', '2026-10-05'],
    ['2026-10-06T05:00:00Z', '2026-10-06'],
    ['2027-01-01T04:59:59Z', '2026-12-31'],
    ['2024-02-29T12:00:00+14:00', '2024-02-28'],
  ])('%s is %s', (instant, date) => {
    expect(limaDateOf(instant)).toBe(date);
  });

  it.each(['2026-10-05T18:42:00', '2026-10-05', '2026-02-30T10:00:00Z', '2026-10-05T25:00:00Z', 'hoy', ''])(
    '%j is refused: no instant with its offset',
    (instant) => {
      expect(() => limaDateOf(instant)).toThrow(RangeError);
    },
  );

  it("agrees with Temporal's America/Lima from 2011 to 2036", () => {
    const from = Date.UTC(2011, 0, 1);
    const to = Date.UTC(2036, 11, 31);
    fc.assert(
      fc.property(fc.integer({ min: from, max: to }), (epochMs) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO('America/Lima');
        expect(limaDateOf(new Date(epochMs).toISOString())).toBe(zoned.toPlainDate().toString());
      }),
    );
  });
});
