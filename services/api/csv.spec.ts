import { describe, expect, it } from 'vitest';
import { csvLine, inertCell } from './csv.ts';

describe('a cell', () => {
  it.each([
    '=1+1',
    '+51 999',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u200b=1',
    '＝1',
    '|cmd',
    "=cmd|' /C calc'!A0",
  ])('that begins like a formula is text: %j', (text) => {
    expect(inertCell(text)).toBe(`'${text}`);
  });

  it.each(['Rosa Quispe', '01234567', 'a=1', "O'Higgins", '249.90', ''])('is left as it is: %j', (text) => {
    expect(inertCell(text)).toBe(text);
  });

  it('loses what no XML may hold', () => {
    expect(inertCell('a\u0001b\ufffe\ud800c😀')).toBe('abc😀');
  });
});

describe('a line of CSV', () => {
  it('keeps quotes, commas and line breaks inside its cells', () => {
    expect(csvLine(['a "b"', 'c,d', 'e\nf', '=1'])).toBe('"a ""b""","c,d","e\nf","\'=1"\r\n');
  });
});
