import { describe, expect, it } from 'vitest';
import { amount, dayAndHour, dayMonthYear, dayParts, fileSize, longDate } from './format.ts';

describe('dates of documents', () => {
  it('are those of Lima', () => {
    expect(dayMonthYear('2026-11-22')).toBe('22/11/2026');
    expect(dayMonthYear('2026-11-22T04:59:59Z')).toBe('21/11/2026');
    expect(dayMonthYear('2026-11-22T05:00:00Z')).toBe('22/11/2026');
    expect(dayParts('2026-01-01T00:30:00-05:00')).toEqual({ day: '01', month: '01', year: '2026' });
    expect(longDate('2026-09-05')).toBe('5 de septiembre de 2026');
    expect(dayAndHour('2026-10-06T01:05:59.999Z')).toBe('05/10/2026, 20:05 (hora de Lima)');
  });
});

describe('money of documents', () => {
  it.each([
    ['0.00', 'PEN', 'S/ 0.00'],
    ['249.90', 'PEN', 'S/ 249.90'],
    ['1234.50', 'PEN', 'S/ 1,234.50'],
    ['999999999999.99', 'USD', 'US$ 999,999,999,999.99'],
    ['1000', 'EUR', '€ 1,000.00'],
  ] as const)('%s %s is %s', (value, currency, words) => {
    expect(amount({ value, currency })).toBe(words);
  });
});

describe('sizes of files', () => {
  it('are never nothing', () => {
    expect([1, 2048, 10 * 1024 * 1024].map(fileSize)).toEqual(['1 kB', '2 kB', '10.0 MB']);
  });
});
