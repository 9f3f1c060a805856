import { describe, expect, it } from 'vitest';
import { count, days, longDate, longInstant, money, shortDate, shortInstant, size, weekdayDate } from './formats.ts';

describe('how things are written for people in Peru', () => {
  it('dates', () => {
    expect(longDate('2026-09-01')).toBe('1 de setiembre de 2026');
    expect(weekdayDate('2026-10-27')).toBe('martes 27 de octubre de 2026');
    expect(shortDate('2026-10-05')).toBe('05/10/2026');
  });

  it('instants, by the clock of Lima whatever the offset', () => {
    expect(longInstant('2026-10-06T04:59:00Z')).toBe('5 de octubre de 2026, 11:59\u00a0p.\u00a0m.');
    expect(longInstant('2026-10-05T00:05:00-05:00')).toBe('5 de octubre de 2026, 12:05\u00a0a.\u00a0m.');
    expect(shortInstant('2026-10-05T17:00:00Z')).toBe('05/10/2026, 12:00\u00a0p.\u00a0m.');
  });

  it('money with its sign, thousands and two decimals', () => {
    expect(money({ value: '1249.90', currency: 'PEN' })).toBe('S/ 1,249.90');
    expect(money({ value: '1000000.00', currency: 'USD' })).toBe('US$ 1,000,000.00');
  });

  it('counts, days and sizes', () => {
    expect(count(12_345)).toBe('12,345');
    expect(count(-3)).toBe('−3');
    expect(days(1, 'business')).toBe('1 día hábil');
    expect(days(15, 'business')).toBe('15 días hábiles');
    expect(days(30, 'calendar')).toBe('30 días calendario');
    expect(size(512)).toBe('512 bytes');
    expect(size(1_300_000)).toBe('1.2 MB');
  });
});
