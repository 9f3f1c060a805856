import { describe, expect, it } from 'vitest';
import { baseLaw, dueOn, type ExtensionQuestion, extensionAllowed, type Regime, regimeById } from './index.ts';

function regime(id: string): Regime {
  const found = regimeById(baseLaw, id);
  if (found === undefined) throw new Error(`no regime ${id}`);
  return found;
}

const inTime: ExtensionQuestion = { today: '2022-06-01', firstDueOn: '2022-06-19', timesExtended: 0 };

describe('an extension', () => {
  it('is refused under Ley 31435, citing it', () => {
    expect(extensionAllowed(regime('general-2022-08-17'), inTime)).toEqual({
      ok: false,
      code: 'extension/not-allowed',
      norm: 'Ley 31435 (art. 24 del Código): el plazo es improrrogable',
    });
  });

  it('is refused where the sector’s norm knows none, citing that norm', () => {
    expect(extensionAllowed(regime('ositran-2011'), inTime)).toEqual({
      ok: false,
      code: 'extension/not-allowed',
      norm: 'Res. 019-2011-CD-OSITRAN: no prevé prórroga',
    });
  });

  it('is as long as the first term and follows it: 30 + 30 calendar days', () => {
    const old = regime('general-2017-05-29');
    const answer = extensionAllowed(old, inTime);
    expect(answer).toMatchObject({ ok: true, extension: { on: '2022-06-01', n: 30, unit: 'calendar' } });
    const extensions = answer.ok ? [answer.extension] : [];
    expect(dueOn(baseLaw, { regime: old, filedOn: '2022-05-20', extensions })).toBe('2022-07-19');
  });

  it('may still be told on the first term’s last day, and not on the next', () => {
    const old = regime('general-2011');
    expect(extensionAllowed(old, { ...inTime, today: '2022-06-19' }).ok).toBe(true);
    expect(extensionAllowed(old, { ...inTime, today: '2022-06-20' })).toMatchObject({ code: 'extension/too-late' });
  });

  it('is given once', () => {
    const answer = extensionAllowed(regime('general-2011'), { ...inTime, timesExtended: 1 });
    expect(answer).toMatchObject({ ok: false, code: 'extension/already-used' });
  });

  it('needs a third party’s pronouncement under the SBS, whose norm it cites', () => {
    const sbs = regime('sbs-2023');
    const question = { today: '2026-10-20', firstDueOn: '2026-10-27', timesExtended: 0 };
    expect(extensionAllowed(sbs, question)).toMatchObject({
      ok: false,
      code: 'extension/third-party-missing',
      norm: 'Res. SBS 04036-2022, art. 7.3',
    });
    expect(extensionAllowed(sbs, { ...question, thirdParty: true })).toMatchObject({
      ok: true,
      extension: { n: 15, unit: 'business' },
    });
  });
});
