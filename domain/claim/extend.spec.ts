import type { EventOf } from '@foja/contracts';
import { describe, it } from 'vitest';
import { extendDeadline } from './answer.ts';
import type { Circumstances } from './clock.ts';
import { accepted, filed, lapsed, lima, offered, responded } from './examples.ts';
import { given } from './given.ts';
import type { ClaimState } from './state.ts';

const original = 'Código de Protección y Defensa del Consumidor, art. 24 (texto original); DS 011-2011-PCM, art. 6';
const sbsRule = 'Res. SBS 04036-2022, art. 7.3';

/** Filed on 1 March 2021: thirty calendar days, to the 31st. */
const of2021 = filed({ filedAt: lima('2021-03-01') });

function extend(thirdParty?: string) {
  return (claim: ClaimState, about: Circumstances) =>
    extendDeadline(claim, { reason: 'Falta el informe técnico.', thirdParty }, about);
}

function extended(change: Partial<EventOf<'DeadlineExtended'>['data']> = {}): EventOf<'DeadlineExtended'> {
  return {
    type: 'DeadlineExtended',
    data: {
      reason: 'Falta el informe técnico.',
      extendedOn: '2021-03-20',
      previousDueOn: '2021-03-31',
      dueOn: '2021-04-30',
      norm: original,
      ...change,
    },
  };
}

describe('extending the term', () => {
  it('is refused since Ley 31435, which it cites', () => {
    for (const claim of [filed(), filed({ type: 'queja' }), filed({ filedAt: lima('2022-05-21') })]) {
      given([claim])
        .when(extend())
        .thenRefused('extension/not-allowed', 'Ley 31435 (art. 24 del Código): el plazo es improrrogable');
    }
  });

  it('is refused where a sector’s norm knows none, citing that norm', () => {
    given([filed({ sector: 'ositran' })])
      .when(extend())
      .thenRefused('extension/not-allowed', 'Res. 019-2011-CD-OSITRAN: no prevé prórroga');
  });

  it('adds an equal term to a claim of 2021', () => {
    given([of2021]).at(lima('2021-03-20')).when(extend()).then([extended()]);
  });

  it('is in time on the first term’s last day, and too late on the next', () => {
    given([of2021])
      .at(lima('2021-03-31', '23:59'))
      .when(extend())
      .then([extended({ extendedOn: '2021-03-31' })]);
    given([of2021]).at(lima('2021-04-01', '00:00')).when(extend()).thenRefused('extension/too-late', original);
  });

  it('is given once', () => {
    given([of2021, extended()]).at(lima('2021-03-21')).when(extend()).thenRefused('extension/already-used', original);
  });

  it('under the SBS needs a third party’s pronouncement, and names it', () => {
    const claim = given([filed({ sector: 'sbs' })]).at(lima('2026-10-20'));
    claim.when(extend()).thenRefused('extension/third-party-missing', sbsRule);
    claim.when(extend('Procesadora de tarjetas')).then([
      extended({
        thirdParty: 'Procesadora de tarjetas',
        extendedOn: '2026-10-20',
        previousDueOn: '2026-10-27',
        dueOn: '2026-11-17',
        norm: sbsRule,
      }),
    ]);
  });

  it('while the clock stands still follows the suspended term; a lapse that nobody recorded comes first', () => {
    const offer = offered({
      communicatedAt: lima('2021-03-25'),
      lapsesOn: '2021-04-04',
      dueOnIfLapsed: '2021-04-10',
    });
    given([of2021, offer])
      .at(lima('2021-04-02'))
      .when(extend())
      .then([extended({ extendedOn: '2021-04-02', previousDueOn: '2021-04-10', dueOn: '2021-05-10' })]);
    given([of2021, offer])
      .at(lima('2021-04-05'))
      .when(extend())
      .then([
        { type: 'SettlementLapsed', data: { offerNumber: 1, lapsedOn: '2021-04-04', dueOn: '2021-04-10' } },
        extended({ extendedOn: '2021-04-05', previousDueOn: '2021-04-10', dueOn: '2021-05-10' }),
      ]);
  });

  it('is refused on a claim answered or settled', () => {
    given([filed(), responded()]).at(lima('2026-10-13')).when(extend()).thenRefused('claim/already-responded');
    given([filed(), offered(), accepted])
      .at(lima('2026-10-14'))
      .when(extend())
      .thenRefused('claim/settled', 'Reglamento, art. 6-A');
    given([filed(), offered(), lapsed, responded()])
      .at(lima('2026-10-20'))
      .when(extend())
      .thenRefused('claim/already-responded');
  });
});
