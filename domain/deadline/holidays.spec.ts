import Holidays from 'date-holidays';
import { describe, expect, it } from 'vitest';
import { easterSunday } from './easter.ts';
import { holidaysOfYear, stopsTheTerm } from './holidays.ts';
import { holidaysOfPeru } from './holidays-of-peru.ts';

const years = Array.from({ length: 25 }, (_, index) => 2011 + index);

function nationalDates(year: number): string[] {
  return holidaysOfYear(holidaysOfPeru, year)
    .filter(stopsTheTerm)
    .map(({ date }) => date);
}

describe('Easter', () => {
  it.each([
    [2011, '2011-04-24'],
    [2019, '2019-04-21'],
    [2022, '2022-04-17'],
    [2023, '2023-04-09'],
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2028, '2028-04-16'],
    [2035, '2035-03-25'],
    [2038, '2038-04-25'],
  ])('%i: %s', (year, date) => {
    expect(easterSunday(year)).toBe(date);
  });

  it.each([
    [2022, '2022-04-14', '2022-04-15'],
    [2023, '2023-04-06', '2023-04-07'],
    [2024, '2024-03-28', '2024-03-29'],
    [2025, '2025-04-17', '2025-04-18'],
    [2026, '2026-04-02', '2026-04-03'],
    [2027, '2027-03-25', '2027-03-26'],
    [2028, '2028-04-13', '2028-04-14'],
  ])('%i: Jueves and Viernes Santo are %s and %s', (year, thursday, friday) => {
    const holy = holidaysOfYear(holidaysOfPeru, year).filter(({ name }) => name.endsWith('Santo'));
    expect(holy.map(({ date }) => date)).toEqual([thursday, friday]);
  });
});

describe('national holidays of Peru', () => {
  it('are twelve until 2021, then fourteen, fifteen, and sixteen a year since 2024', () => {
    const counts = years.map((year) => nationalDates(year).length);
    const expected = years.map((year) => (year < 2022 ? 12 : year === 2022 ? 14 : year === 2023 ? 15 : 16));
    expect(counts).toEqual(expected);
  });

  it.each([
    ['06-07', 2024],
    ['07-23', 2023],
    ['08-06', 2022],
    ['12-09', 2022],
  ])('%s was first observed in %i', (day, firstYear) => {
    const observed = years.filter((year) => nationalDates(year).includes(`${year}-${day}`));
    expect(observed).toEqual(years.filter((year) => year >= firstYear));
  });

  it('leave the days off of the public sector out: those count', () => {
    const publicDays = [2024, 2026].flatMap((year) =>
      holidaysOfYear(holidaysOfPeru, year).filter(({ kind }) => kind === 'NO_LABORABLE_PUBLICO'),
    );
    expect(publicDays.map(({ date }) => date)).toEqual(['2024-07-26', '2024-07-27', '2026-01-02', '2026-07-27']);
    expect(publicDays.some(stopsTheTerm)).toBe(false);
  });

  it('are those of the package date-holidays from 2011 to 2035, but for Easter Sunday', () => {
    const peru = new Holidays('PE');
    const differences = years.flatMap((year) => {
      const ours = new Set<string>(nationalDates(year));
      const theirs = new Set(
        peru
          .getHolidays(year)
          .filter(({ type }) => type === 'public')
          .map(({ date }) => date.slice(0, 10)),
      );
      return [
        ...[...theirs].filter((date) => !ours.has(date)).map((date) => `only theirs: ${date}`),
        ...[...ours].filter((date) => !theirs.has(date)).map((date) => `only ours: ${date}`),
      ];
    });
    // The package lists Easter Sunday as public. D. Leg. 713, art. 6, does not, and a Sunday never counts anyway.
    expect(differences).toEqual(years.map((year) => `only theirs: ${easterSunday(year)}`));
  });
});
