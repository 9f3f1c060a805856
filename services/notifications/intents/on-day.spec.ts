import { addDays, baseLaw } from '@foja/domain/deadline/index.ts';
import { describe, expect, it } from 'vitest';
import { limaHourOf, untilNextLookMs } from './lima-clock.ts';
import { digestFor, lapseReminderFor, reminderFor, stageOf } from './on-day.ts';

const claim = {
  claimId: '6a0f6a4e-5a51-5d0c-8a7e-2f5d6f0c7b11',
  ruc: '20999999990',
  sheetNumber: '000000001-2026',
  filedOn: '2026-10-05',
  dueOn: '2026-10-27',
};
const on = (today: string) => ({ today, law: baseLaw });

/** The day and stage of every reminder from a first day to a last one, when somebody looks each day. */
function reminders(about: { filedOn: string; dueOn: string }, until: string): string[] {
  const found = new Map<string, string>();
  for (let day = about.filedOn; day <= until; day = addDays(day, 1)) {
    const mail = reminderFor({ ...claim, ...about }, on(day));
    if (mail !== undefined && !found.has(mail.messageId)) found.set(mail.messageId, `${day} ${mail.about.stage}`);
  }
  return [...found.values()];
}

describe('reminders to the provider', () => {
  // The vectors of the deadline engine: filed, due; 10, 5, 2 and 1 business days before, the day, the day after.
  it.each([
    [
      '2026-10-05',
      '2026-10-27',
      ['2026-10-13 10', '2026-10-20 5', '2026-10-23 2', '2026-10-26 1', '2026-10-27 today', '2026-10-28 overdue'],
    ],
    [
      '2026-12-04',
      '2026-12-30',
      ['2026-12-15 10', '2026-12-22 5', '2026-12-28 2', '2026-12-29 1', '2026-12-30 today', '2026-12-31 overdue'],
    ],
    [
      '2026-07-20',
      '2026-08-14',
      ['2026-07-30 10', '2026-08-07 5', '2026-08-12 2', '2026-08-13 1', '2026-08-14 today', '2026-08-15 overdue'],
    ],
    [
      '2023-06-01',
      '2023-06-22',
      ['2023-06-08 10', '2023-06-15 5', '2023-06-20 2', '2023-06-21 1', '2023-06-22 today', '2023-06-23 overdue'],
    ],
  ])('of a claim filed on %s and due on %s', (filedOn, dueOn, expected) => {
    expect(reminders({ filedOn, dueOn }, addDays(dueOn, 30))).toEqual(expected);
  });

  it('a date that moved reminds again, by the new date', () => {
    const mail = (dueOn: string) => reminderFor({ ...claim, dueOn }, on('2026-10-20'));
    expect(mail('2026-10-27')).toMatchObject({ about: { stage: '5', dueOn: '2026-10-27' } });
    expect(mail('2026-10-26')).toMatchObject({ about: { stage: '5', dueOn: '2026-10-26' } });
    expect(mail('2026-10-26')?.messageId).not.toBe(mail('2026-10-27')?.messageId);
  });

  it('a day on which nobody looked is made up for', () => {
    expect(stageOf('2026-10-27', on('2026-10-21'))).toBe('5');
    expect(stageOf('2026-10-27', on('2026-10-25'))).toBe('2'); // Sunday
  });

  it('a short term is not reminded of on the day it begins', () => {
    expect(reminders({ filedOn: '2026-10-12', dueOn: '2026-10-15' }, '2026-10-15')).toEqual([
      '2026-10-13 2',
      '2026-10-14 1',
      '2026-10-15 today',
    ]);
  });

  it('a claim long overdue is left to the digest', () => {
    expect(stageOf('2026-10-27', on('2026-11-06'))).toBe('overdue');
    expect(stageOf('2026-10-27', on('2026-11-07'))).toBeUndefined();
  });
});

describe('the reminder that an offer lapses', () => {
  const offer = { claimId: claim.claimId, ruc: claim.ruc, offerNumber: 1, lapsesOn: '2026-10-19' };

  it('comes one business day before, or on the day; not earlier, not after', () => {
    const days = ['2026-10-15', '2026-10-16', '2026-10-17', '2026-10-19', '2026-10-20'];
    expect(days.filter((today) => lapseReminderFor(offer, on(today)) !== undefined)).toEqual(days.slice(1, 4));
    const [friday, monday] = ['2026-10-16', '2026-10-19'].map((today) => lapseReminderFor(offer, on(today)));
    expect(friday?.messageId).toBe(monday?.messageId);
  });
});

describe('the clock of Lima', () => {
  it('a digest has one id a day and provider', () => {
    expect(digestFor(claim.ruc, '2026-10-20')).toEqual(digestFor(claim.ruc, '2026-10-20'));
    expect(digestFor(claim.ruc, '2026-10-21').messageId).not.toBe(digestFor(claim.ruc, '2026-10-20').messageId);
  });

  it('is five hours behind UTC; looks are at its full hours', () => {
    expect(limaHourOf('2026-10-20T13:00:00Z')).toBe(8);
    expect(limaHourOf('2026-10-20T02:30:00Z')).toBe(21);
    expect(untilNextLookMs('2026-10-20T12:59:59.000Z')).toBe(1_000);
    expect(untilNextLookMs('2026-10-20T13:00:00.000Z')).toBe(3_600_000);
  });
});
