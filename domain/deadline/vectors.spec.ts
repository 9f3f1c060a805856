import { describe, expect, it } from 'vitest';
import { baseLaw, computeDeadline, dueOn, offerSuspension, regimeFor } from './index.ts';

/** Worked examples of the general regime: filed, offer, due, why. */
const vectors = [
  ['1', '2026-10-05', undefined, '2026-10-27', '8 October is a holiday'],
  ['2', '2026-10-05', offerSuspension('2026-10-09', '2026-10-13'), '2026-10-29', '12 and 13 October suspended'],
  ['3', '2026-12-04', undefined, '2026-12-30', '8, 9 and 25 December'],
  ['4', '2022-05-21', undefined, '2022-06-10', 'first day of Ley 31435'],
  ['5', '2022-05-20', undefined, '2022-06-19', '30 calendar days, a Sunday, not moved to Monday'],
  ['6', '2023-06-01', undefined, '2023-06-22', '7 June 2023 was no holiday yet'],
  ['7', '2024-06-03', undefined, '2024-06-25', '7 June 2024 is one'],
  ['8', '2026-07-20', undefined, '2026-08-14', '23, 28, 29 July, 6 August; 27 July counts'],
  ['9', '2026-10-05', offerSuspension('2026-10-09'), '2026-11-03', 'never answered: the offer dies after 5 days'],
] as const;

describe('worked examples of the term', () => {
  it.each(vectors)('%s: filed %s, offer %j, due %s (%s)', (_, filedOn, offer, due) => {
    const regime = regimeFor(baseLaw, { sector: 'general', type: 'reclamo', filedOn });
    if (regime === undefined) throw new Error('no regime');
    const facts = { regime, filedOn, suspensions: offer === undefined ? [] : [offer] };
    expect(dueOn(baseLaw, facts)).toBe(due);
    expect(computeDeadline(baseLaw, facts).dueOn).toBe(due);
  });
});
