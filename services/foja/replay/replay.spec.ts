import type { HistoryEntry } from '@foja/commands';
import { describe, expect, it } from 'vitest';
import { withoutPersonal } from './masking.ts';
import { momentOf, standingAt } from './moment.ts';

const history = ['2026-10-05T18:42:00-05:00', '2026-10-05T18:42:01-05:00', '2026-10-09T10:00:00-05:00'].map(
  (occurredAt, revision) => ({ revision, metadata: { occurredAt } }) as HistoryEntry,
);
const revisionsAt = (text: string) => standingAt(history, momentOf(text)).map(({ revision }) => revision);

describe('a moment of a history', () => {
  it('is a revision, that one included', () => {
    expect(revisionsAt('0')).toEqual([0]);
    expect(revisionsAt('99')).toEqual([0, 1, 2]);
  });

  it('is an instant, in any zone', () => {
    expect(revisionsAt('2026-10-05T23:42:01Z')).toEqual([0, 1]);
    expect(revisionsAt('2026-10-05T23:42Z')).toEqual([0]);
    expect(revisionsAt('2026-10-09T09:59:59-05:00')).toEqual([0, 1]);
    expect(revisionsAt('2026-10-01T00:00:00-05:00')).toEqual([]);
  });

  it('is nothing else', () => {
    for (const text of [
      'ayer',
      '-1',
      '2026-10-05',
      '2026-10-05T18:42:00',
      '2026-13-45T99:00:00Z',
      '2026-02-30T00:00:00Z',
      '',
    ]) {
      expect(() => momentOf(text), text).toThrow('--as-of');
    }
  });
});

describe('masking', () => {
  it('hides what is tagged, however deep, and leaves the rest', () => {
    const data = { kind: 'x', consumer: { name: 'Rosa', documentType: 'DNI' }, points: [{ text: 'a' }, { text: 'b' }] };
    expect(withoutPersonal(data, ['consumer.name', 'consumer.phone', 'points.*.text'])).toEqual({
      kind: 'x',
      consumer: { name: '•••', documentType: 'DNI' },
      points: [{ text: '•••' }, { text: '•••' }],
    });
    expect(data.consumer.name).toBe('Rosa');
  });
});
