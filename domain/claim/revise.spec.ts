import type { EventOf } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import { type Amendment, baseLaw, type Law, lawWith, regimeById } from '../deadline/index.ts';
import { reviseDeadline } from './answer.ts';
import { accepted, filed, lima, offered, rejected, responded } from './examples.ts';
import { given } from './given.ts';
import type { ClaimState } from './state.ts';

const norm = 'DS 150-2026-PCM';

function holiday(date: string): Amendment {
  return { type: 'HolidayDeclared', data: { date, name: 'Feriado de ejemplo', kind: 'FERIADO_NACIONAL', norm } };
}

function revision(law: Law) {
  return (claim: ClaimState) => reviseDeadline(claim, { law, norm });
}

function revised(change: Partial<EventOf<'DeadlineRevised'>['data']>): EventOf<'DeadlineRevised'> {
  return {
    type: 'DeadlineRevised',
    data: {
      previousDueOn: '2026-10-27',
      dueOn: '2026-10-28',
      regimeId: 'general-2022-08-17',
      lawVersion: 'pe-2026-11+1',
      norm,
      ...change,
    },
  };
}

describe('a late decree', () => {
  const law = lawWith([holiday('2026-10-12')]);

  it('moves the date of a claim whose term it falls in, visibly: the first promise stays', () => {
    const { state } = given([filed()])
      .under(law)
      .when(revision(law))
      .then([revised({})]);
    expect(state.dueOn).toBe('2026-10-28');
    expect(state.filed.deadline.dueOn).toBe('2026-10-27');
  });

  it('says nothing where no date moves, nor a second time', () => {
    const after = lawWith([holiday('2026-10-28')]);
    given([filed()]).under(after).when(revision(after)).thenNothing();
    given([filed(), revised({})])
      .under(law)
      .when(revision(law))
      .thenNothing();
  });

  it('never touches an answered or settled claim', () => {
    given([filed(), responded()]).under(law).when(revision(law)).thenNothing();
    given([filed(), offered(), accepted]).under(law).when(revision(law)).thenNothing();
  });

  it('leaves the days that an offer stopped as they were', () => {
    const inTheTerm = lawWith([holiday('2026-10-20')]);
    given([filed(), offered(), rejected])
      .under(inTheTerm)
      .when(revision(inTheTerm))
      .then([revised({ previousDueOn: '2026-10-29', dueOn: '2026-10-30' })]);
  });

  it('keeps a reclassified queja under the regime of a reclamo', () => {
    const reclassified: EventOf<'ClaimReclassified'> = {
      type: 'ClaimReclassified',
      data: {
        from: 'queja',
        to: 'reclamo',
        reason: 'Reclama por el servicio.',
        deadline: { regimeId: 'osiptel-2015', lawVersion: 'pe-2026-11', dueOn: '2026-10-16' },
      },
    };
    given([filed({ type: 'queja', sector: 'osiptel' }), reclassified])
      .under(law)
      .when(revision(law))
      .then([revised({ previousDueOn: '2026-10-16', dueOn: '2026-10-19', regimeId: 'osiptel-2015' })]);
  });

  it('that leaves a holiday without effect brings the date forward', () => {
    const revoked = lawWith([{ type: 'HolidayRevoked', data: { date: '2026-10-08', norm } }]);
    given([filed()])
      .under(revoked)
      .when(revision(revoked))
      .then([revised({ dueOn: '2026-10-26' })]);
  });
});

describe('a corrected regime', () => {
  function corrected(id: string, change: object): Law {
    const regime = regimeById(baseLaw, id);
    if (regime === undefined) throw new Error(`no regime ${id}`);
    return lawWith([{ type: 'RegimeCorrected', data: { regime: { ...regime, ...change }, reason: 'Fe de erratas' } }]);
  }

  it('moves the date of the claims it rules', () => {
    const law = corrected('general-2022-08-17', { term: { n: 10, unit: 'business', rollOver: false } });
    given([filed()])
      .under(law)
      .when(revision(law))
      .then([revised({ dueOn: '2026-10-20' })]);
  });

  it('may give the claim another regime, which is then named', () => {
    const law = corrected('general-2022-08-17', {
      id: 'general-2026-10',
      filedFrom: '2026-10-01',
      term: { n: 7, unit: 'business', rollOver: false },
    });
    given([filed()])
      .under(law)
      .when(revision(law))
      .then([revised({ dueOn: '2026-10-15', regimeId: 'general-2026-10' })]);
  });

  it('that no longer knows an extension takes back the one given', () => {
    const law = corrected('general-2017-05-29', { extension: undefined });
    const extended: EventOf<'DeadlineExtended'> = {
      type: 'DeadlineExtended',
      data: {
        reason: 'Falta el informe técnico.',
        extendedOn: '2021-03-20',
        previousDueOn: '2021-03-31',
        dueOn: '2021-04-30',
        norm: 'Código, art. 24',
      },
    };
    given([filed({ filedAt: lima('2021-03-01') }), extended])
      .under(law)
      .when(revision(law))
      .then([revised({ previousDueOn: '2021-04-30', dueOn: '2021-03-31', regimeId: 'general-2017-05-29' })]);
  });

  it('that leaves a day without any regime is refused', () => {
    const law: Law = { ...baseLaw, regimes: [] };
    given([filed()]).when(revision(law)).thenRefused('claim/no-regime', norm);
  });
});
