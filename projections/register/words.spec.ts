import { describe, expect, it } from 'vitest';
import { searchedWords, tenantWord, wordsOf } from './words.ts';

const RUC = '20999999990';

describe('words of a claim', () => {
  it('lose accents, case and plural, and stand once', () => {
    expect(wordsOf(RUC, ['Habitación, habitaciones y HABITACION', undefined, 'niños Ñandú'])).toBe(
      'habitacion nino nandu =20999999990',
    );
  });

  it('are the same however the accents were written', () => {
    expect(searchedWords('habitación'.normalize('NFD'))).toEqual(searchedWords('habitación'));
  });

  it.each([
    ['cobros meses zapatos', ['cobro', 'mes', 'zapato']],
    ['luz luces', ['luz', 'luc']],
    ['de la que y o', []],
    ['', []],
    ["' & | ! <-> :*", []],
    ['01234567', ['01234567']],
  ])('of %j are %j', (text, words) => {
    expect(searchedWords(text)).toEqual(words);
  });

  it('are bounded for hostile text, and the tenant stays findable', () => {
    const words = wordsOf(RUC, [Array.from({ length: 3_000 }, (_, n) => `w${n}x`).join(' '), 'a'.repeat(4_000)]).split(
      ' ',
    );
    expect(words.length).toBeLessThanOrEqual(601);
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(40);
    expect(words.at(-1)).toBe(tenantWord(RUC));
  });

  it('never take the form of a tenant', () => {
    expect(searchedWords(`=${RUC}`)).toEqual([RUC]);
  });
});
