import { describe, expect, it } from 'vitest';
import { generalOf } from './arbitraries.ts';
import { baseLaw, computeDeadline, type DeadlineFacts, offerSuspension, regimeById } from './index.ts';

function lines(facts: DeadlineFacts): string[] {
  return computeDeadline(baseLaw, facts).days.map(({ date, reason }) => `${date} ${reason}`);
}

describe('the computation sheet', () => {
  it('tells an auditor each day, and why it counted or not', () => {
    const suspensions = [offerSuspension('2026-10-09', '2026-10-13')];
    expect(lines({ regime: generalOf('2026-10-05'), filedOn: '2026-10-05', suspensions })).toEqual([
      '2026-10-05 presentación: el plazo corre desde el día siguiente',
      '2026-10-06 día hábil 1',
      '2026-10-07 día hábil 2',
      '2026-10-08 feriado: Combate de Angamos (D. Leg. 713)',
      '2026-10-09 día hábil 3',
      '2026-10-10 sábado',
      '2026-10-11 domingo',
      '2026-10-12 suspendido por ofrecimiento (art. 6-A.2(b), DS 101-2022-PCM)',
      '2026-10-13 suspendido por ofrecimiento (art. 6-A.2(b), DS 101-2022-PCM)',
      '2026-10-14 día hábil 4',
      '2026-10-15 día hábil 5',
      '2026-10-16 día hábil 6',
      '2026-10-17 sábado',
      '2026-10-18 domingo',
      '2026-10-19 día hábil 7',
      '2026-10-20 día hábil 8',
      '2026-10-21 día hábil 9',
      '2026-10-22 día hábil 10',
      '2026-10-23 día hábil 11',
      '2026-10-24 sábado',
      '2026-10-25 domingo',
      '2026-10-26 día hábil 12',
      '2026-10-27 día hábil 13',
      '2026-10-28 día hábil 14',
      '2026-10-29 día hábil 15',
    ]);
  });

  it('says that a day off of the public sector counts, and names a holiday that fell on a weekend', () => {
    const july = lines({ regime: generalOf('2026-07-20'), filedOn: '2026-07-20' });
    expect(july).toContain('2026-07-27 día hábil 4 (no laborable solo para el sector público: cuenta)');
    const august = lines({ regime: generalOf('2026-08-20'), filedOn: '2026-08-20' });
    expect(august).toContain('2026-08-30 domingo; feriado: Santa Rosa de Lima (D. Leg. 713)');
  });

  it('shows what was extended, in a term of calendar days', () => {
    const regime = generalOf('2022-05-20');
    const sheet = lines({ regime, filedOn: '2022-05-20', extensions: [{ on: '2022-06-10', n: 30, unit: 'calendar' }] });
    expect(sheet).toContain('2022-06-19 día calendario 30');
    expect(sheet).toContain('2022-06-20 día calendario 31 (prórroga)');
    expect(sheet.at(-1)).toBe('2022-07-19 día calendario 60 (prórroga)');
  });

  it('splits a term into resolving and notifying where the norm does', () => {
    const regime = regimeById(baseLaw, 'osiptel-2015');
    const sheet = regime === undefined ? [] : lines({ regime, filedOn: '2026-10-12' });
    expect(sheet.slice(3, 5)).toEqual([
      '2026-10-15 día hábil 3 (último para resolver)',
      '2026-10-16 día hábil 4 (para notificar)',
    ]);
  });

  it('carries the regime, the norm and the version of the law', () => {
    expect(computeDeadline(baseLaw, { regime: generalOf('2026-10-05'), filedOn: '2026-10-05' })).toMatchObject({
      dueOn: '2026-10-27',
      regimeId: 'general-2022-08-17',
      lawVersion: 'pe-2026-11',
      norm: 'Ley 31435 (art. 24 del Código); DS 101-2022-PCM, arts. 6, 6-A y 6-B',
      term: { n: 15, unit: 'business' },
    });
  });

  it('moves a last day that is no business day where the regime says so', () => {
    const regime = { ...generalOf('2022-05-20'), term: { n: 30, unit: 'calendar', rollOver: true } as const };
    const sheet = lines({ regime, filedOn: '2022-05-20' });
    expect(sheet.slice(-2)).toEqual([
      '2022-06-19 día calendario 30',
      '2022-06-20 el vencimiento pasa al siguiente día hábil',
    ]);
  });
});
