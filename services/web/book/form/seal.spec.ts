import { describe, expect, it } from 'vitest';
import { formSeals } from './seal.ts';

const seals = formSeals(Buffer.alloc(32, 7));
const book = '0b9f3c52-4f0e-4b57-9a52-6f3b8f4d1a01';

describe('the seal of a form', () => {
  it('opens for its book, and tells its age and its key', () => {
    const seal = seals.mint(book, '2026-10-05T18:42:00-05:00');
    const opened = seals.open(seal, book, '2026-10-05T18:42:05-05:00');
    expect(opened?.ageMs).toBe(5_000);
    expect(seals.open(seal, book, '2026-10-05T18:43:00-05:00')?.idempotencyKey).toBe(opened?.idempotencyKey);
  });

  it('opens for no other book, no other secret, and not once changed', () => {
    const now = '2026-10-05T18:42:00-05:00';
    const seal = seals.mint(book, now);
    expect(seals.open(seal, '0b9f3c52-4f0e-4b57-9a52-6f3b8f4d1a02', now)).toBeUndefined();
    expect(formSeals(Buffer.alloc(32, 8)).open(seal, book, now)).toBeUndefined();
    for (let at = 0; at < seal.length; at += 1) {
      const other = seal[at] === 'a' ? 'b' : 'a';
      const changed = seal.slice(0, at) + other + seal.slice(at + 1);
      // The last character of base64url carries unused bits.
      if (at < seal.length - 1) expect(seals.open(changed, book, now)).toBeUndefined();
    }
    for (const wrong of [undefined, '', 'x', 4, ['a'], `${seal}.`])
      expect(seals.open(wrong, book, now)).toBeUndefined();
  });

  it('is another one for each form', () => {
    const now = '2026-10-05T18:42:00-05:00';
    expect(seals.mint(book, now)).not.toBe(seals.mint(book, now));
  });
});
