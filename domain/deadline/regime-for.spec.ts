import { type RegimeData, regime as regimeSchema } from '@foja/contracts/events/law.ts';
import { describe, expect, it } from 'vitest';
import { baseLaw, type Regime, regimeById, regimeFor, type Sector, type SheetType, sectors } from './index.ts';

function idOn(filedOn: string, sector: Sector = 'general', type: SheetType = 'reclamo'): string | undefined {
  return regimeFor(baseLaw, { sector, type, filedOn })?.id;
}

describe('the regime of a claim', () => {
  it.each([
    ['2011-05-06', undefined],
    ['2011-05-07', 'general-2011'],
    ['2017-05-28', 'general-2011'],
    ['2017-05-29', 'general-2017-05-29'],
    ['2022-05-20', 'general-2017-05-29'],
    ['2022-05-21', 'general-2022-05-21'],
    ['2022-08-16', 'general-2022-05-21'],
    ['2022-08-17', 'general-2022-08-17'],
    ['2035-12-31', 'general-2022-08-17'],
    ['2036-01-01', undefined],
  ])('filed on %s: %s', (filedOn, id) => {
    expect(idOn(filedOn)).toBe(id);
  });

  it('takes fifteen business days for a queja filed before DS 101-2022-PCM, and says that it is uncertain', () => {
    const regime = regimeFor(baseLaw, { sector: 'general', type: 'queja', filedOn: '2022-06-01' });
    expect(regime).toMatchObject({ term: { n: 15, unit: 'business' }, confidence: 'uncertain' });
  });

  it.each([
    ['sbs', '2023-06-30', 'sbs-2015'],
    ['sbs', '2023-07-01', 'sbs-2023'],
    ['osiptel', '2026-10-05', 'osiptel-2015'],
    ['sunass', '2026-10-05', 'sunass-2023-05-04'],
    ['osinergmin', '2026-10-05', 'osinergmin-2015-05-23'],
    ['susalud', '2026-10-05', 'susalud-2019'],
    ['ositran', '2026-10-05', 'ositran-2011'],
  ] as const)('%s on %s: %s', (sector, filedOn, id) => {
    expect(idOn(filedOn, sector)).toBe(id);
  });

  it('is the general one where a sector has none of its own', () => {
    expect(idOn('2026-10-05', 'sunass', 'queja')).toBe('general-2022-08-17');
    expect(idOn('2023-05-03', 'sunass')).toBe('general-2022-08-17');
    expect(idOn('2012-01-01', 'sbs')).toBe('general-2011');
  });

  it('is one and only one for every sector and type on every first and last day of a regime', () => {
    const days = baseLaw.regimes.flatMap(({ filedFrom, filedTo }) => [filedFrom, ...(filedTo ? [filedTo] : [])]);
    for (const filedOn of days) {
      for (const sector of sectors) {
        for (const type of ['reclamo', 'queja'] as const) {
          const own = baseLaw.regimes.filter(
            (regime) =>
              regime.sector === sector &&
              regime.sheetTypes.includes(type) &&
              regime.filedFrom <= filedOn &&
              (regime.filedTo ?? '9999') >= filedOn,
          );
          expect(own.length).toBeLessThanOrEqual(1);
          expect(idOn(filedOn, sector, type)).toBeDefined();
        }
      }
    }
  });
});

describe('a regime', () => {
  it('is data that the operator’s correction file can hold', () => {
    for (const regime of baseLaw.regimes) {
      const parsed: RegimeData = regimeSchema.parse(JSON.parse(JSON.stringify(regime)));
      const again: Regime = parsed;
      expect(again).toEqual(JSON.parse(JSON.stringify(regime)));
    }
  });

  it('prints the legend of its time', () => {
    expect(regimeById(baseLaw, 'general-2017-05-29')?.legends.join(' ')).toContain('treinta (30) días calendario');
    expect(regimeById(baseLaw, 'general-2022-08-17')?.legends.join(' ')).toContain('quince (15) días hábiles');
    for (const { sector, legends } of baseLaw.regimes) {
      expect(legends[0]).toContain('no impide acudir a otras vías');
      // Only the general regime's term is printed: another sector's would be untrue under it.
      expect(legends.length).toBe(sector === 'general' ? 2 : 1);
    }
  });

  it('either knows an extension or, under Ley 31435, names what forbids it', () => {
    const general = baseLaw.regimes.filter(({ sector }) => sector === 'general');
    for (const { extension, extensionForbiddenBy } of general) {
      expect(extension === undefined).toBe(extensionForbiddenBy !== undefined);
    }
    expect(regimeById(baseLaw, 'general-2022-08-17')?.extensionForbiddenBy).toContain('Ley 31435');
  });
});
