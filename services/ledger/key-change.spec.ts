import {
  followKeyChanges,
  formatCheckpoint,
  formatKeyChange,
  keysSince,
  openCheckpoint,
  openKeyChange,
  parseCheckpoint,
  parseNote,
  type SignerKey,
  sign,
  signedNote,
  signerKey,
  trustAt,
} from '@foja/domain/ledger/index.ts';
import { describe, expect, test } from 'vitest';
import { primitives } from './primitives.ts';

const ORIGIN = 'libro.example/ledger';
const key = (fill: number, name = ORIGIN) =>
  signerKey(primitives, { type: 'ed25519', name, seed: Buffer.alloc(32, fill) });
const [a, b, c, thief] = [key(1), key(2), key(3), key(9)] as const;
const root = Buffer.alloc(32, 7);

function changeNote(before: SignerKey, after: SignerKey, size: number, by: readonly SignerKey[] = [before, after]) {
  const text = formatKeyChange({ origin: ORIGIN, size, root, before: before.key, after: after.key });
  return signedNote(
    text,
    by.map((one) => sign(primitives.ed25519, one, text)),
  );
}

function checkpointNote(by: SignerKey, size: number): string {
  const text = formatCheckpoint({ origin: ORIGIN, size, root });
  return signedNote(text, [sign(primitives.ed25519, by, text)]);
}

const notes = [changeNote(a, b, 10), changeNote(b, c, 25)];

describe('a change of the log’s key', () => {
  test('is a note that both keys sign, and no checkpoint', () => {
    const [first = ''] = notes;
    expect(openKeyChange(primitives, first)).toMatchObject({ origin: ORIGIN, size: 10, before: a.key, after: b.key });
    expect(parseCheckpoint(parseNote(first)?.text ?? '')).toBeUndefined();
  });

  test.each([
    ['signed by the old one alone', changeNote(a, b, 10, [a])],
    ['signed by the new one alone', changeNote(a, b, 10, [b])],
    ['signed by somebody else', changeNote(a, b, 10, [thief, b])],
    ['to the same key', changeNote(a, a, 10, [a])],
    ['of another log', changeNote(key(1, 'otro.example'), key(2, 'otro.example'), 10)],
    ['with a line too many', (notes[0] ?? '').replace('foja/key-change/1\n', 'foja/key-change/1\nx\n')],
    ['nothing at all', ''],
  ])('does not hold: %s', (_, note) => {
    expect(openKeyChange(primitives, note)).toBeUndefined();
    expect(followKeyChanges(primitives, a.key, [note])).toEqual({
      keys: { origin: ORIGIN, keys: [{ key: a.key }] },
      refused: [0],
    });
  });

  test('leads from any of the keys to all of them, in whatever order they are given', () => {
    const all = { origin: ORIGIN, keys: [{ key: a.key, upTo: 10 }, { key: b.key, upTo: 25 }, { key: c.key }] };
    for (const { key: trusted } of [a, b, c]) {
      expect(followKeyChanges(primitives, trusted, notes)).toEqual({ keys: all, refused: [] });
      expect(followKeyChanges(primitives, trusted, notes.toReversed()).keys).toEqual(all);
    }
  });

  test('a key that was handed on twice is followed to neither: somebody else has it, too', () => {
    const forked = [changeNote(a, b, 10), changeNote(a, thief, 12)];
    expect(followKeyChanges(primitives, a.key, forked)).toEqual({
      keys: { origin: ORIGIN, keys: [{ key: a.key }] },
      refused: [0, 1],
    });
    // Whoever has the new key knows which one it was.
    expect(followKeyChanges(primitives, b.key, forked).keys.keys).toEqual([{ key: a.key, upTo: 10 }, { key: b.key }]);
  });

  test('a later change that goes back is not followed, nor is a ring', () => {
    expect(followKeyChanges(primitives, a.key, [changeNote(a, b, 10), changeNote(b, c, 9)]).refused).toEqual([1]);
    expect(followKeyChanges(primitives, a.key, [changeNote(a, b, 10), changeNote(b, a, 20)]).keys.keys).toHaveLength(2);
  });
});

describe('what is believed of each key', () => {
  const { keys } = followKeyChanges(primitives, c.key, notes);
  const holds = (by: SignerKey, size: number) => {
    const note = checkpointNote(by, size);
    return openCheckpoint(primitives, note, trustAt(keys, note)).ok;
  };

  test('is what it signed while it was the log’s, and nothing before or after', () => {
    expect([holds(a, 1), holds(a, 10), holds(b, 11), holds(b, 25), holds(c, 26)]).toEqual(Array(5).fill(true));
    expect([holds(a, 11), holds(b, 10), holds(c, 25), holds(b, 26), holds(thief, 5)]).toEqual(Array(5).fill(false));
  });

  test('of a text without a size, is what the keys from then on signed', () => {
    expect(keysSince(keys, 10)).toEqual([a.key, b.key, c.key]);
    expect(keysSince(keys, 11)).toEqual([b.key, c.key]);
    expect(keysSince(keys, 1_000)).toEqual([c.key]);
    expect(keysSince(a.key, 1_000)).toEqual([a.key]);
  });
});
