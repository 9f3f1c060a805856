import { expect, it } from 'vitest';
import { InvalidCursor, readCursor, writeCursor } from './cursor.ts';

const cursor = { at: '2026-10-05T23:42:00.000Z', claimId: 'b0000000-0000-4000-8000-000000000001' };

it('comes back as it was written, for the list that wrote it', () => {
  expect(readCursor('register', writeCursor('register', cursor))).toEqual(cursor);
  expect(readCursor('register', undefined)).toBeUndefined();
  expect(() => readCursor('deadlines', writeCursor('register', cursor))).toThrow(InvalidCursor);
});

it.each([
  '',
  '{}',
  'AAAA',
  'x'.repeat(1_000),
  writeCursor('register', { ...cursor, at: 'yesterday' }),
  writeCursor('register', { ...cursor, at: '2026-13-45' }),
  writeCursor('register', { ...cursor, claimId: "' OR 1=1" }),
])('%j is refused', (text) => {
  expect(() => readCursor('register', text)).toThrow(InvalidCursor);
});
