import { describe, expect, it } from 'vitest';
import { fieldProblems } from '../problems.ts';
import { feedQuery, ofOffer, providersQuery, sampleQuery } from './parameters.ts';

const claimId = '3f0e8a52-1c0b-4d9e-8f6a-0f6a5b6f6a01';

function codesOf(n: unknown): string[] {
  return (ofOffer.safeParse({ claimId, n }).error?.issues ?? []).map(({ message }) => message);
}

describe('a number of a path or a query', () => {
  it('is written in digits', () => {
    expect(['1', '7', '0012', '1000000'].map((n) => ofOffer.parse({ claimId, n }).n)).toEqual([1, 7, 12, 1_000_000]);
  });

  it.each(['0x1', '0b1', '0o1', '1e0', '1.0', '1.5', '+1', '-1', ' 1', '1 ', '1_0', '١', '', 'uno', 'NaN', 'Infinity'])(
    'is not %j',
    (n) => {
      expect(codesOf(n)).toEqual(['field/type']);
      expect(fieldProblems).toHaveProperty(['field/type']);
    },
  );

  it('is none that nobody can count to', () => {
    expect(codesOf('0')).toEqual(['field/too-small']);
    expect(codesOf('1000001')).toEqual(['field/too-large']);
    expect(codesOf('9'.repeat(400))).toEqual(['field/type']);
  });

  it('is the usual one where it is not given', () => {
    expect(providersQuery.parse({}).limit).toBe(25);
    expect(feedQuery.parse({})).toMatchObject({ limit: 100, wait: 0 });
    expect(sampleQuery.parse({}).size).toBeUndefined();
    for (const limit of ['1e1', '0xA', '10.0']) expect(providersQuery.safeParse({ limit }).success).toBe(false);
    expect(feedQuery.safeParse({ wait: '1e1' }).success).toBe(false);
    expect(sampleQuery.safeParse({ size: '1e3' }).success).toBe(false);
  });
});
