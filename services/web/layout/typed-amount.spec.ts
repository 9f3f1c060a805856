import { describe, expect, it } from 'vitest';
import { typedAmount } from './typed-amount.ts';

describe('an amount as people write it', () => {
  it.each([
    ['249.90', '249.90', 'PEN'],
    ['249,90', '249.90', 'PEN'],
    ['S/ 249.90', '249.90', 'PEN'],
    ['s/.1,249.90', '1249.90', 'PEN'],
    ['1.249,90', '1249.90', 'PEN'],
    ['1 249.90', '1249.90', 'PEN'],
    ["1'249.90", '1249.90', 'PEN'],
    ['1,249', '1249', 'PEN'],
    ['007', '7', 'PEN'],
    ['250 soles', '250', 'PEN'],
    ['US$ 20', '20', 'USD'],
    ['$ 1,020.5', '1020.5', 'USD'],
    ['20 dólares', '20', 'USD'],
    ['€5', '5', 'EUR'],
    ['mucho', 'mucho', 'PEN'],
    ['soles', 'soles', 'PEN'],
    ['S/ 20 dólares', 'S/ 20 dólares', 'PEN'],
    ['-5', '-5', 'PEN'],
  ])('%s is %s %s', (typed, value, currency) => expect(typedAmount(typed, 'PEN')).toEqual({ value, currency }));

  it('is in the currency that stands chosen where none is written', () => {
    expect(typedAmount('20', 'EUR')).toEqual({ value: '20', currency: 'EUR' });
    expect(typedAmount('S/ 20', 'USD')).toEqual({ value: '20', currency: 'PEN' });
  });
});
