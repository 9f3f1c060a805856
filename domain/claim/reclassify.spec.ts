import type { EventOf } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import { reclassify, viewClaim } from './answer.ts';
import type { Circumstances } from './clock.ts';
import { accepted, filed, lima, offered, responded, viewed } from './examples.ts';
import { given } from './given.ts';
import type { ClaimState } from './state.ts';

const reason = 'Reclama por el producto, no por la atención.';

function reclassification(claim: ClaimState, about: Circumstances) {
  return reclassify(claim, reason, about);
}

function reclassified(deadline: EventOf<'ClaimReclassified'>['data']['deadline']): EventOf<'ClaimReclassified'> {
  return { type: 'ClaimReclassified', data: { from: 'queja', to: 'reclamo', reason, deadline } };
}

describe('viewing a claim', () => {
  it('is told once; a second look is no news', () => {
    given([filed()]).when(viewClaim).then([viewed]);
    given([filed(), viewed]).when(viewClaim).thenNothing();
  });
});

describe('reclassifying', () => {
  const same = reclassified({ regimeId: 'general-2022-08-17', lawVersion: 'pe-2026-11', dueOn: '2026-10-27' });

  it('makes a reclamo of a queja; what the consumer declared stays', () => {
    const { state } = given([filed({ type: 'queja' })])
      .at(lima('2026-10-06'))
      .when(reclassification)
      .then([same]);
    expect(state.type).toBe('reclamo');
    expect(state.filed.declaredType).toBe('queja');
  });

  it('never goes the other way, nor twice', () => {
    given([filed()]).when(reclassification).thenRefused('claim/not-a-queja', 'Reglamento, art. 6');
    given([filed({ type: 'queja' }), same])
      .when(reclassification)
      .thenRefused('claim/not-a-queja', 'Reglamento, art. 6');
  });

  it('counts the term of a reclamo from the filing, not from now', () => {
    given([filed({ type: 'queja', sector: 'osiptel' })])
      .at(lima('2026-10-26'))
      .when(reclassification)
      .then([reclassified({ regimeId: 'osiptel-2015', lawVersion: 'pe-2026-11', dueOn: '2026-10-16' })]);
    given([filed({ type: 'queja', sector: 'sunass' })])
      .at(lima('2026-10-26'))
      .when(reclassification)
      .then([reclassified({ regimeId: 'sunass-2023-05-04', lawVersion: 'pe-2026-11', dueOn: '2026-11-24' })]);
  });

  it('keeps what an offer stopped, where the new regime knows suspension', () => {
    given([filed({ type: 'queja' }), offered()])
      .at(lima('2026-10-12'))
      .when(reclassification)
      .then([reclassified({ ...same.data.deadline, dueOn: '2026-11-03' })]);
  });

  it('loses an extension where the new regime knows none', () => {
    const extended: EventOf<'DeadlineExtended'> = {
      type: 'DeadlineExtended',
      data: {
        reason: 'Falta el informe técnico.',
        extendedOn: '2022-05-20',
        previousDueOn: '2022-05-31',
        dueOn: '2022-06-30',
        norm: 'Código, art. 24',
      },
    };
    given([filed({ type: 'queja', sector: 'osiptel', filedAt: lima('2022-05-01') }), extended])
      .at(lima('2022-05-21'))
      .when(reclassification)
      .then([reclassified({ regimeId: 'osiptel-2015', lawVersion: 'pe-2026-11', dueOn: '2022-05-11' })]);
  });

  it('is refused on a claim answered or settled', () => {
    const queja = filed({ type: 'queja' });
    given([queja, responded()]).when(reclassification).thenRefused('claim/already-responded');
    given([queja, offered(), accepted]).when(reclassification).thenRefused('claim/settled', 'Reglamento, art. 6-A');
  });
});
