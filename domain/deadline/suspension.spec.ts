import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDay, anySuspensions, generalOf } from './arbitraries.ts';
import { calendarOf, dayOf, daysBetween } from './calendar.ts';
import {
  baseLaw,
  dueOn,
  offerDaysLeft,
  offerLapsesOn,
  offerSuspension,
  type Regime,
  regimeById,
  type Suspension,
} from './index.ts';

const filedOn = '2026-10-05';
const regime = generalOf(filedOn);

function due(suspensions: Suspension[]) {
  return dueOn(baseLaw, { regime, filedOn, suspensions });
}

describe('a remote offer', () => {
  it('never answered lapses after five business days', () => {
    expect(offerLapsesOn(baseLaw, { regime, offeredOn: '2026-10-09' })).toBe('2026-10-16');
    expect(due([offerSuspension('2026-10-09')])).toBe('2026-11-03');
    expect(due([offerSuspension('2026-10-09', '2026-10-16')])).toBe('2026-11-03');
  });

  it('answered on the day it was made suspends nothing', () => {
    expect(due([offerSuspension('2026-10-09', '2026-10-09')])).toBe('2026-10-27');
  });

  it('answered over the weekend suspends nothing', () => {
    expect(due([offerSuspension('2026-10-09', '2026-10-11')])).toBe('2026-10-27');
  });

  it('said to have been answered long after suspends no more than five business days', () => {
    expect(due([offerSuspension('2026-10-09', '2026-12-31')])).toBe('2026-11-03');
  });

  it('made after the due day suspends nothing; made on it, it does', () => {
    expect(due([offerSuspension('2026-10-27')])).toBe('2026-10-27');
    expect(due([offerSuspension('2026-10-26')])).toBe('2026-11-03');
  });

  it('shares five business days with every other offer of the claim', () => {
    const first = offerSuspension('2026-10-09', '2026-10-13');
    expect(offerDaysLeft(baseLaw, { regime, suspensions: [first] })).toBe(3);
    expect(offerLapsesOn(baseLaw, { regime, offeredOn: '2026-10-15', suspensions: [first] })).toBe('2026-10-20');
    const both = [first, offerSuspension('2026-10-15')];
    expect(due(both)).toBe('2026-11-03');
    expect(offerLapsesOn(baseLaw, { regime, offeredOn: '2026-10-22', suspensions: both })).toBeUndefined();
    expect(due([...both, offerSuspension('2026-10-22')])).toBe('2026-11-03');
  });

  it('under DS 058-2017-PCM suspends up to ten calendar days', () => {
    const old = generalOf('2022-06-01');
    expect(offerLapsesOn(baseLaw, { regime: old, offeredOn: '2022-06-03' })).toBe('2022-06-13');
    const suspensions = [offerSuspension('2022-06-03')];
    expect(dueOn(baseLaw, { regime: old, filedOn: '2022-06-01' })).toBe('2022-06-22');
    // Six business days (6 to 10 and 13 June) are lost; 29 June is a holiday.
    expect(dueOn(baseLaw, { regime: old, filedOn: '2022-06-01', suspensions })).toBe('2022-07-01');
  });

  it('before DS 058-2017-PCM suspends nothing', () => {
    const old = generalOf('2015-03-02');
    const suspensions = [offerSuspension('2015-03-05')];
    expect(offerLapsesOn(baseLaw, { regime: old, offeredOn: '2015-03-05' })).toBeUndefined();
    expect(dueOn(baseLaw, { regime: old, filedOn: '2015-03-02', suspensions })).toBe('2015-04-01');
  });

  it('costs the term exactly the business days that it suspended, never more than five', () => {
    const calendar = calendarOf(baseLaw);
    fc.assert(
      fc.property(
        anyDay.filter((day) => day >= '2022-08-17').chain((day) => fc.tuple(fc.constant(day), anySuspensions(day))),
        ([filed, suspensions]) => {
          const plain = dueOn(baseLaw, { regime, filedOn: filed });
          const suspended = dueOn(baseLaw, { regime, filedOn: filed, suspensions });
          const moved = daysBetween(calendar, 'business', dayOf(plain) + 1, dayOf(suspended));
          expect(moved).toBeLessThanOrEqual(5);
          expect(moved).toBeLessThanOrEqual(5 - Math.min(5, offerDaysLeft(baseLaw, { regime, suspensions })));
        },
      ),
    );
  });
});

describe('documents asked of the consumer (Res. SBS 04036-2022, art. 9.4)', () => {
  const sbs: Regime | undefined = regimeById(baseLaw, 'sbs-2023');
  if (sbs === undefined) throw new Error('no SBS regime');

  it('suspend the term until they come', () => {
    const suspensions: Suspension[] = [{ cause: 'documents', from: '2026-10-09', to: '2026-10-16' }];
    expect(dueOn(baseLaw, { regime: sbs, filedOn, suspensions })).toBe('2026-11-04');
  });

  it('not come yet, suspend it for the least time that the consumer has', () => {
    const suspensions: Suspension[] = [{ cause: 'documents', from: '2026-10-09' }];
    expect(dueOn(baseLaw, { regime: sbs, filedOn, suspensions })).toBe('2026-10-29');
  });

  it('suspend nothing under the general regime', () => {
    expect(due([{ cause: 'documents', from: '2026-10-09', to: '2026-10-16' }])).toBe('2026-10-27');
  });
});
