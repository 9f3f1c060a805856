import { describe, expect, it } from 'vitest';
import type { Outcome } from './post.ts';
import { pauseMs, SCHEDULE, verdictOf } from './verdict.ts';

const nowMs = Date.parse('2026-11-22T10:00:00Z');
const answered = (status: number, retryAfter?: string): Outcome => ({ kind: 'answered', status, retryAfter });
const verdict = (outcome: Outcome, { tries = 1, ageMs = 0, random = 0.5 } = {}) =>
  verdictOf({ outcome, tries, ageMs, nowMs }, SCHEDULE, random);
const DAY_MS = 24 * 3_600_000;

describe('what is done about an answer', () => {
  it.each([200, 201, 202, 204, 299])('%i: delivered', (status) => {
    expect(verdict(answered(status))).toEqual({ do: 'delivered' });
  });

  it('410: the receiver wants no more', () => {
    expect(verdict(answered(410))).toEqual({ do: 'pause' });
  });

  it.each([400, 413, 415, 422])('%i: parked at the third time', (status) => {
    expect(verdict(answered(status), { tries: 2 })).toMatchObject({ do: 'again' });
    expect(verdict(answered(status), { tries: 3 })).toEqual({ do: 'park' });
  });

  it.each([301, 307, 401, 403, 404, 408, 429, 500, 502, 503])('%i: again for three days, then parked', (status) => {
    expect(verdict(answered(status), { tries: 20, ageMs: 3 * DAY_MS - 1 })).toMatchObject({ do: 'again' });
    expect(verdict(answered(status), { tries: 20, ageMs: 3 * DAY_MS })).toEqual({ do: 'park' });
  });

  it('none: like one that failed', () => {
    expect(verdict({ kind: 'failed', code: 'TIMEOUT' })).toEqual({ do: 'again', inMs: 5_000, all: false });
    expect(verdict({ kind: 'failed', code: 'TIMEOUT' }, { ageMs: 3 * DAY_MS })).toEqual({ do: 'park' });
  });

  it.each([
    ['120', 120_000],
    ['Sun, 22 Nov 2026 10:05:00 GMT', 300_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['99999999', DAY_MS],
  ])('with Retry-After %s: nothing is sent before', (text, inMs) => {
    for (const status of [429, 503]) {
      expect(verdict(answered(status, text))).toEqual({ do: 'again', inMs, all: true });
    }
    expect(verdict(answered(500, text))).toMatchObject({ all: false });
  });

  it('with a Retry-After that says nothing: as without', () => {
    expect(verdict(answered(503, 'soon'))).toEqual(verdict(answered(503)));
  });
});

it('pauses grow from seconds to hours, each a quarter longer or shorter by chance', () => {
  const middle = Array.from({ length: 12 }, (_, at) => pauseMs(at + 1, SCHEDULE, 0.5) / 1_000);
  expect(middle).toEqual([5, 15, 45, 135, 405, 1_215, 3_645, 10_935, 14_400, 14_400, 14_400, 14_400]);
  expect(pauseMs(1, SCHEDULE, 0)).toBe(3_750);
  expect(pauseMs(1, SCHEDULE, 1)).toBe(6_250);
});
