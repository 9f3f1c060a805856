import { expect, it } from 'vitest';
import { bearerOf } from './basic.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

it('the password is the key, whoever the user is said to be', () => {
  expect(bearerOf(basic('excel:foja_1_2_3'))).toBe('Bearer foja_1_2_3');
  expect(bearerOf(basic(':foja_1_2_3'))).toBe('Bearer foja_1_2_3');
  expect(
    bearerOf(
      basic('excel:with:colons')
        .toLowerCase()
        .replace(/^basic/, 'BASIC'),
    ),
  ).not.toContain('BASIC');
});

it('anything else stays what it is', () => {
  for (const other of [undefined, '', 'Bearer foja_1_2_3', 'Basic', 'Basic %%%', 'Digest a']) {
    expect(bearerOf(other)).toBe(other);
  }
});
