import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDay, anyRegime, generalOf } from './arbitraries.ts';
import { calendarOf } from './calendar.ts';
import {
  type Amendment,
  amend,
  baseLaw,
  computeDeadline,
  dueOn,
  holidaysOfYear,
  lawAt,
  lawWith,
  regimeFor,
} from './index.ts';

function declared(date: string, kind: 'FERIADO_NACIONAL' | 'REGIONAL' = 'FERIADO_NACIONAL'): Amendment {
  return { type: 'HolidayDeclared', data: { date, name: 'Día de Ejemplo', kind, norm: 'Ley 99999' } };
}

function revoked(date: string): Amendment {
  return { type: 'HolidayRevoked', data: { date, norm: 'Ley 99998' } };
}

function due(law: typeof baseLaw, filedOn: string) {
  return dueOn(law, { regime: generalOf(filedOn), filedOn });
}

describe('an amendment', () => {
  it('gives the law its next version and leaves the law before it as it was', () => {
    const before = JSON.stringify(baseLaw);
    const law = amend(amend(baseLaw, declared('2026-10-12')), revoked('2026-10-08'));
    expect(law.version).toBe('pe-2026-11+2');
    expect(JSON.stringify(baseLaw)).toBe(before);
    expect(due(baseLaw, '2026-10-05')).toBe('2026-10-27');
  });

  it('a holiday declared moves the terms it falls in by a day', () => {
    const law = amend(baseLaw, declared('2026-10-12'));
    expect(due(law, '2026-10-05')).toBe('2026-10-28');
    expect(due(law, '2026-10-12')).toBe(due(baseLaw, '2026-10-12'));
  });

  it('a regional holiday counts, and the sheet says so', () => {
    const law = amend(baseLaw, declared('2026-10-12', 'REGIONAL'));
    const sheet = computeDeadline(law, { regime: generalOf('2026-10-05'), filedOn: '2026-10-05' });
    expect(sheet.dueOn).toBe('2026-10-27');
    expect(sheet.days.find(({ date }) => date === '2026-10-12')?.reason).toBe(
      'día hábil 4 (Día de Ejemplo, feriado regional: cuenta)',
    );
  });

  it('a holiday revoked counts again that year only, and the sheet says so', () => {
    const law = amend(baseLaw, revoked('2026-10-08'));
    const sheet = computeDeadline(law, { regime: generalOf('2026-10-05'), filedOn: '2026-10-05' });
    expect(sheet.dueOn).toBe('2026-10-26');
    expect(sheet.days.find(({ date }) => date === '2026-10-08')?.reason).toBe(
      'día hábil 3 (Combate de Angamos, sin efecto por Ley 99998)',
    );
    expect(due(law, '2027-10-05')).toBe(due(baseLaw, '2027-10-05'));
  });

  it('a holiday declared again after it was revoked stops the term again', () => {
    const law = lawWith([revoked('2026-10-08'), declared('2026-10-08')]);
    expect(due(law, '2026-10-05')).toBe('2026-10-27');
  });

  it('on a date outside the calendar changes no day', () => {
    const law = lawWith([declared('1850-01-01'), declared('2099-01-01'), revoked('1850-01-01')]);
    expect([...calendarOf(law).businessDays]).toEqual([...calendarOf(baseLaw).businessDays]);
  });

  it('a regime corrected replaces the one of its id, and no other', () => {
    const regime = { ...generalOf('2026-10-05'), term: { n: 10, unit: 'business', rollOver: false } as const };
    const law = amend(baseLaw, { type: 'RegimeCorrected', data: { regime, reason: 'ejemplo' } });
    expect(law.regimes.length).toBe(baseLaw.regimes.length);
    expect(law.regimes.filter(({ id }) => id !== regime.id)).toEqual(
      baseLaw.regimes.filter(({ id }) => id !== regime.id),
    );
    expect(law.regimes.find(({ id }) => id === regime.id)).toEqual(regime);
  });

  it('a new regime takes over from its first day on, without closing the one before', () => {
    const regime = { ...generalOf('2026-10-05'), id: 'general-2027', filedFrom: '2027-01-01' };
    const law = amend(baseLaw, { type: 'RegimeCorrected', data: { regime, reason: 'ejemplo' } });
    const on = (filedOn: string) => regimeFor(law, { sector: 'general', type: 'reclamo', filedOn })?.id;
    expect([on('2026-12-31'), on('2027-01-01')]).toEqual(['general-2022-08-17', 'general-2027']);
  });

  it('of two regimes that begin on the same day, the one amended last rules', () => {
    const regime = { ...generalOf('2026-10-05'), id: 'general-2022-08-17-b' };
    const law = amend(baseLaw, { type: 'RegimeCorrected', data: { regime, reason: 'ejemplo' } });
    const chosen = regimeFor(law, { sector: 'general', type: 'queja', filedOn: '2026-10-05' });
    expect(chosen?.id).toBe('general-2022-08-17-b');
  });

  it('changes no due date but of terms that contain its day', () => {
    fc.assert(
      fc.property(anyRegime, anyDay, anyDay, fc.boolean(), (regime, filedOn, holiday, declares) => {
        const law = amend(baseLaw, declares ? declared(holiday) : revoked(holiday));
        const before = dueOn(baseLaw, { regime, filedOn });
        const after = dueOn(law, { regime, filedOn });
        const [first, second] = declares ? [before, after] : [after, before];
        expect(first <= second).toBe(true);
        if (before !== after) expect(filedOn < holiday && holiday <= before).toBe(true);
      }),
    );
  });
});

describe('a law at a version', () => {
  const amendments = [declared('2026-10-12'), revoked('2026-10-08'), declared('2026-10-13')];

  it('is the law as it stood then', () => {
    expect(lawAt('pe-2026-11', amendments)).toEqual(baseLaw);
    expect(lawAt('pe-2026-11+1', amendments)).toEqual(lawWith(amendments.slice(0, 1)));
    expect(lawAt('pe-2026-11+3', amendments)).toEqual(lawWith(amendments));
  });

  it.each(['pe-2026-11+4', 'pe-2026-11+', 'pe-2026-11+1+1', 'pe-2026-11+-1', 'pe-2025-01', ''])(
    '%j is unknown',
    (version) => {
      expect(lawAt(version, amendments)).toBeUndefined();
    },
  );

  it('names no holiday twice on a day, as shipped', () => {
    for (let year = 2011; year <= 2036; year += 1) {
      const dates = holidaysOfYear(baseLaw.holidays, year).map(({ date }) => date);
      expect(new Set(dates).size).toBe(dates.length);
    }
  });
});
