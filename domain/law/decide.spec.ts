import { describe, expect, it } from 'vitest';
import {
  amend,
  baseLaw,
  calendarSpan,
  copyDue,
  type Law,
  normOfLast,
  regimeById,
  regimeFor,
} from '../deadline/index.ts';
import type { Decision } from '../decision.ts';
import { correctCopyTerm, correctRegime, declareHoliday, revokeHoliday } from './decide.ts';

const decreed = {
  date: '2026-10-09',
  name: 'Día de duelo nacional',
  kind: 'FERIADO_NACIONAL',
  norm: 'D. S. 999-2026-PCM (ficticio)',
} as const;
const general = regimeById(baseLaw, 'general-2022-08-17');
if (general === undefined) throw new Error('the base law lacks the general regime');
const corrected = { ...general, sheetTypes: [...general.sheetTypes], legends: [...general.legends] };

function codeOf(decision: Decision): string | undefined {
  return decision.ok ? undefined : decision.refusal.code;
}

/** The law after what was decided. */
function after(law: Law, decision: Decision): Law {
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.events.reduce((amended, event) => amend(amended, event as Parameters<typeof amend>[1]), law);
}

describe('holidays by decree', () => {
  it('a new day is declared once', () => {
    const declared = declareHoliday(baseLaw, decreed);
    expect(declared).toEqual({ ok: true, events: [{ type: 'HolidayDeclared', data: decreed }] });
    expect(codeOf(declareHoliday(after(baseLaw, declared), decreed))).toBe('law/already-a-holiday');
  });

  it('a holiday of every year is a holiday already', () => {
    expect(codeOf(declareHoliday(baseLaw, { ...decreed, date: '2026-07-28' }))).toBe('law/already-a-holiday');
  });

  it('a day off for the public sector may become a national holiday', () => {
    expect(declareHoliday(baseLaw, { ...decreed, date: '2026-07-27' }).ok).toBe(true);
  });

  it('two regions may celebrate on one day, each once', () => {
    const arequipa = { ...decreed, kind: 'REGIONAL', name: 'Aniversario de Arequipa' } as const;
    const law = after(baseLaw, declareHoliday(baseLaw, arequipa));
    expect(declareHoliday(law, { ...arequipa, name: 'Aniversario de Tacna' }).ok).toBe(true);
    expect(codeOf(declareHoliday(law, arequipa))).toBe('law/already-a-holiday');
  });

  it('a revoked day may be declared again', () => {
    const law = after(baseLaw, revokeHoliday(baseLaw, { date: '2026-10-08', norm: 'Ley ficticia' }));
    expect(declareHoliday(law, { ...decreed, date: '2026-10-08' }).ok).toBe(true);
  });

  it('only a holiday can be revoked, and only once', () => {
    const revocation = { date: '2026-10-08', norm: 'Ley ficticia' };
    expect(codeOf(revokeHoliday(baseLaw, { ...revocation, date: '2026-10-07' }))).toBe('law/no-such-holiday');
    const law = after(baseLaw, revokeHoliday(baseLaw, revocation));
    expect(codeOf(revokeHoliday(law, revocation))).toBe('law/no-such-holiday');
  });

  it('the calendar has an end', () => {
    expect(codeOf(declareHoliday(baseLaw, { ...decreed, date: '2037-01-02' }))).toBe('law/outside-calendar');
    expect(codeOf(revokeHoliday(baseLaw, { date: '2037-01-01', norm: 'Ley ficticia' }))).toBe('law/no-such-holiday');
  });
});

describe('correcting a regime', () => {
  const reason = 'confirmado con el diario oficial';

  it('replaces it, or adds a new one', () => {
    const shorter = { ...corrected, term: { n: 10, unit: 'business', rollOver: false } } as const;
    const decision = correctRegime(baseLaw, { regime: shorter, reason });
    expect(decision.ok).toBe(true);
    expect(regimeById(after(baseLaw, decision), corrected.id)?.term.n).toBe(10);
    const past = { ...corrected, id: 'general-2011-02-01', filedFrom: '2011-02-01', filedTo: '2011-05-06' };
    expect(correctRegime(baseLaw, { regime: past, reason }).ok).toBe(true);
  });

  it('that would cover days of another is refused, unless that is meant', () => {
    const next = { ...corrected, id: 'general-2027', filedFrom: '2027-01-01' };
    expect(correctRegime(baseLaw, { regime: next, reason })).toMatchObject({
      ok: false,
      refusal: { code: 'law/regime-overlaps', detail: { id: 'general-2027', overlaps: 'general-2022-08-17' } },
    });
    const meant = correctRegime(baseLaw, { regime: next, reason }, { mayOverlap: true });
    const law = after(baseLaw, meant);
    expect(regimeFor(law, { sector: 'general', type: 'reclamo', filedOn: '2027-01-01' })?.id).toBe('general-2027');
    // What overlaps already may be corrected further.
    expect(correctRegime(law, { regime: { ...next, note: 'corregida' }, reason }).ok).toBe(true);
    // An older one that reaches into it is a new overlap.
    const longer = { ...corrected, filedFrom: '2022-08-16' };
    expect(codeOf(correctRegime(law, { regime: longer, reason }))).toBe('law/regime-overlaps');
  });

  it('covers no day twice once the one before has its end, nor one of another sector or type', () => {
    const next = { ...corrected, id: 'general-2027', filedFrom: '2027-01-01' };
    const both = after(baseLaw, correctRegime(baseLaw, { regime: next, reason }, { mayOverlap: true }));
    const ended = correctRegime(both, { regime: { ...corrected, filedTo: '2026-12-31' }, reason });
    const law = after(both, ended);
    const following = { ...corrected, id: 'general-2011-02-01', filedFrom: '2011-02-01', filedTo: '2011-05-06' };
    expect(correctRegime(law, { regime: following, reason }).ok).toBe(true);
    expect(regimeFor(law, { sector: 'general', type: 'queja', filedOn: '2026-12-31' })?.id).toBe(corrected.id);
    const sunass = { ...next, id: 'sunass-quejas', sector: 'sunass', sheetTypes: ['queja' as const] } as const;
    expect(correctRegime(baseLaw, { regime: { ...sunass, sheetTypes: ['queja'] }, reason }).ok).toBe(true);
  });

  it.each([
    ['ends it, and nothing follows', { filedTo: '2026-11-01' }, '2026-11-02'],
    ['begins it later', { filedFrom: '2022-09-01' }, '2022-08-17'],
    ['takes a type from it', { sheetTypes: ['reclamo' as const] }, '2022-08-17'],
  ])('that %s would leave days without a regime, and is refused with the first of them', (_, change, from) => {
    expect(correctRegime(baseLaw, { regime: { ...corrected, ...change }, reason })).toMatchObject({
      ok: false,
      refusal: { code: 'law/regime-gap', detail: { id: corrected.id, from } },
    });
  });

  it('that leaves days to another regime, or to the general one, leaves no gap', () => {
    const next = { ...corrected, id: 'general-2027', filedFrom: '2027-01-01' };
    const followed = after(baseLaw, correctRegime(baseLaw, { regime: next, reason }, { mayOverlap: true }));
    const until = (filedTo: string) => correctRegime(followed, { regime: { ...corrected, filedTo }, reason });
    expect(until('2026-12-31').ok).toBe(true);
    expect(until('2026-12-30')).toMatchObject({ refusal: { code: 'law/regime-gap', detail: { from: '2026-12-31' } } });
    const sbs = regimeById(baseLaw, 'sbs-2023');
    if (sbs === undefined) throw new Error('the base law lacks the regime of the SBS');
    const ended = { ...sbs, sheetTypes: [...sbs.sheetTypes], legends: [...sbs.legends], filedTo: '2026-12-31' };
    expect(correctRegime(baseLaw, { regime: ended, reason }).ok).toBe(true);
  });

  it('is looked at to the last day on which anything may be filed, and no further', () => {
    const until = (filedTo: string) => correctRegime(baseLaw, { regime: { ...corrected, filedTo }, reason });
    expect(until(calendarSpan.lastFiling).ok).toBe(true);
    expect(codeOf(until('2035-12-30'))).toBe('law/regime-gap');
  });

  it('that was cut short before may be made whole', () => {
    const short = { ...corrected, filedTo: '2026-11-01' };
    const law = amend(baseLaw, { type: 'RegimeCorrected', data: { regime: short, reason } });
    expect(correctRegime(law, { regime: corrected, reason }).ok).toBe(true);
    // What was missing already is nobody's new gap.
    expect(correctRegime(law, { regime: { ...short, note: 'corregida' }, reason }).ok).toBe(true);
  });

  it('that changes nothing is refused, whatever the order of the keys', () => {
    const reversed = Object.fromEntries(Object.entries(corrected).reverse()) as typeof corrected;
    expect(codeOf(correctRegime(baseLaw, { regime: reversed, reason }))).toBe('law/regime-unchanged');
  });

  it.each([
    ['sector', { sector: 'sbs' }],
    ['filedFrom', { filedFrom: '2009-01-01' }],
    ['filedTo', { filedTo: '2022-08-16' }],
    ['resolveWithin', { resolveWithin: 16 }],
    [
      'extensionForbiddenBy',
      { extension: { n: 5, unit: 'business', maxTimes: 1, condition: 'justified-by-nature', norm: 'x' } },
    ],
  ] as const)('is refused for its %s, which is named', (field, change) => {
    const decision = correctRegime(baseLaw, { regime: { ...corrected, ...change } as typeof corrected, reason });
    expect(decision).toMatchObject({ ok: false, refusal: { code: 'law/regime-invalid', detail: { field } } });
  });
});

describe('the term for what Indecopi asks for', () => {
  const [shipped] = baseLaw.copyTerms;
  if (shipped === undefined) throw new Error('the base law lacks a term for copies');
  const decree = { ...shipped, term: { n: 5, unit: 'calendar' as const }, norm: 'D. S. 9-2026-PCM (ficticio)' };
  const correct = (term: typeof decree) => correctCopyTerm(baseLaw, { term, reason: 'decreto' });

  it('is replaced by its name, and says so in the version of the law', () => {
    const law = after(baseLaw, correct(decree));
    expect(copyDue(baseLaw, '2026-10-07')).toEqual({
      dueOn: '2026-10-13',
      dueRule: { ruleId: 'copia-indecopi', lawVersion: 'pe-2026-11' },
    });
    expect(copyDue(law, '2026-10-07')).toEqual({
      dueOn: '2026-10-12',
      dueRule: { ruleId: 'copia-indecopi', lawVersion: 'pe-2026-11+1' },
    });
  });

  it('of two the one that began last holds, from its first day to its last', () => {
    const later = { ...decree, id: 'decreto-9', requestedFrom: '2026-12-01', requestedTo: '2026-12-31' };
    const law = after(baseLaw, correct(later));
    const ruleOn = (day: string) => copyDue(law, day)?.dueRule.ruleId;
    expect(['2026-11-30', '2026-12-01', '2026-12-31', '2027-01-01'].map(ruleOn)).toEqual([
      'copia-indecopi',
      'decreto-9',
      'decreto-9',
      'copia-indecopi',
    ]);
    expect(ruleOn('2011-02-18')).toBeUndefined();
  });

  it('moves no claim: its norm is nobody’s reason for a new date', () => {
    const data = { term: decree, reason: 'decreto' };
    const holiday = { type: 'HolidayDeclared', data: decreed } as const;
    expect(normOfLast([holiday, { type: 'CopyTermCorrected', data }])).toBe(decreed.norm);
    expect(normOfLast([{ type: 'CopyTermCorrected', data }])).toBeUndefined();
  });

  it('is not corrected to what it is, nor to days in the wrong order or outside the calendar', () => {
    expect(codeOf(correctCopyTerm(baseLaw, { term: { ...shipped }, reason: 'nada' }))).toBe('law/copy-term-unchanged');
    expect(codeOf(correct({ ...decree, requestedTo: '2011-01-31' }))).toBe('law/copy-term-invalid');
    expect(codeOf(correct({ ...decree, requestedFrom: '2010-12-31' }))).toBe('law/copy-term-invalid');
  });
});
