import type { EventOf } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import { amend, baseLaw } from '../deadline/index.ts';
import { accepted, filed, offered, responded } from './examples.ts';
import { attachEvidence, deliverCopy, reportFulfilment, requestCopy } from './file-room.ts';
import { given } from './given.ts';
import type { ClaimState } from './state.ts';

function evidence(by: 'consumer' | 'provider'): EventOf<'EvidenceAttached'> {
  return {
    type: 'EvidenceAttached',
    data: {
      evidenceId: '5a8a9a0e-1c53-4d3f-9a43-7d0d9d0f6b21',
      by,
      fileName: 'boleta.pdf',
      mediaType: 'application/pdf',
      sizeBytes: 48_211,
      sha256: 'a'.repeat(64),
      bytes: 'kept',
    },
  };
}

describe('attaching evidence', () => {
  const attach = (by: 'consumer' | 'provider') => (claim: ClaimState) => attachEvidence(claim, evidence(by).data);

  it('is either party’s right, also after the answer', () => {
    given([filed()])
      .when(attach('consumer'))
      .then([evidence('consumer')]);
    given([filed(), responded()])
      .when(attach('provider'))
      .then([evidence('provider')]);
  });

  it('ends at twenty files for each party', () => {
    const nineteen = Array.from({ length: 19 }, () => evidence('consumer'));
    given([filed(), ...nineteen])
      .when(attach('consumer'))
      .then([evidence('consumer')]);
    const twenty = given([filed(), ...nineteen, evidence('consumer')]);
    twenty.when(attach('consumer')).thenRefused('claim/too-much-evidence');
    twenty.when(attach('provider')).then([evidence('provider')]);
  });
});

describe('Indecopi', () => {
  const requested = (requestNumber: number): EventOf<'IndecopiCopyRequested'> => ({
    type: 'IndecopiCopyRequested',
    data: { requestNumber, reference: 'Oficio 812-2026', dueOn: '2026-10-09', dueSetBy: 'official' },
  });
  const delivered = (requestNumber: number): EventOf<'IndecopiCopyDelivered'> => ({
    type: 'IndecopiCopyDelivered',
    data: { requestNumber, medium: 'email', documentSha256: 'b'.repeat(64) },
  });
  const now = '2026-10-07T10:00:00-05:00';
  const law = baseLaw;
  const request = (claim: ClaimState) =>
    requestCopy(claim, { reference: 'Oficio 812-2026', dueOn: '2026-10-09' }, { law, now });
  const deliver = (requestNumber: number) => (claim: ClaimState) => deliverCopy(claim, delivered(requestNumber).data);

  it('asks for the copy at any time, as often as it wishes; requests are numbered (art. 152)', () => {
    given([filed()])
      .when(request)
      .then([requested(1)]);
    given([filed(), requested(1)])
      .when(request)
      .then([requested(2)]);
    given([filed(), responded()])
      .when(request)
      .then([requested(1)]);
  });

  describe('names no day', () => {
    const request = { reference: 'Exp. 44-2026', reason: 'Procedimiento sumarísimo' };
    const dated = (data: Partial<EventOf<'IndecopiCopyRequested'>['data']>): EventOf<'IndecopiCopyRequested'>[] => [
      { type: 'IndecopiCopyRequested', data: { requestNumber: 1, ...request, dueSetBy: 'rule', ...data } },
    ];
    const exportId = '5b1f2c3d-8a4e-4f60-9b7a-1c2d3e4f5a6b';
    const dueRule = { ruleId: 'copia-indecopi', lawVersion: law.version };

    it('and the rule that holds on the day of the request gives one: three business days, 8 October left out', () => {
      given([filed()])
        .when((claim) => requestCopy(claim, request, { law, now }))
        .then(dated({ dueOn: '2026-10-13', dueRule }));
    });

    it('and the rule is of the law in force, whatever law the claim was filed under', () => {
      const term = { ...law.copyTerms[0], id: 'decreto', requestedFrom: '2026-10-01', norm: 'D. S. 9-2026-PCM' };
      const corrected = { ...term, term: { n: 10, unit: 'calendar' }, confidence: 'confirmed' } as const;
      const inForce = amend(law, { type: 'CopyTermCorrected', data: { term: corrected, reason: 'decreto' } });
      given([filed()])
        .when((claim) => requestCopy(claim, request, { law, inForce, now }))
        .then(dated({ dueOn: '2026-10-17', dueRule: { ruleId: 'decreto', lawVersion: inForce.version } }));
    });

    it('and keeps none where no rule holds', () => {
      const inForce = { ...law, copyTerms: [] };
      given([filed()])
        .when((claim) => requestCopy(claim, request, { law, inForce, now }))
        .then(dated({ dueSetBy: 'nobody' }));
    });

    it('or comes with the day that a rule gave its case file', () => {
      given([filed()])
        .when((claim) => requestCopy(claim, { ...request, dueOn: '2026-10-06', dueRule, exportId }, { law, now }))
        .then(dated({ dueOn: '2026-10-06', dueRule, exportId }));
    });
  });

  it('asks for it by a day that is still to come, or today', () => {
    const dueOn = (day: string) => (claim: ClaimState) =>
      requestCopy(claim, { reference: 'Oficio 812-2026', dueOn: day }, { law, now: '2026-10-10T04:59:59Z' });
    given([filed()])
      .when(dueOn('2026-10-09'))
      .then([requested(1)]);
    given([filed()]).when(dueOn('2026-10-08')).thenRefused('indecopi/due-in-past');
  });

  it('gets each copy once', () => {
    const history = [filed(), requested(1), requested(2)];
    const { state } = given(history)
      .when(deliver(2))
      .then([delivered(2)]);
    expect(state.copyRequests.map((request) => request.delivered)).toEqual([false, true]);
    given([...history, delivered(2)])
      .when(deliver(2))
      .thenRefused('indecopi/already-delivered');
    given([...history, delivered(2)])
      .when(deliver(1))
      .then([delivered(1)]);
  });

  it('gets no copy that it did not ask for', () => {
    given([filed()]).when(deliver(1)).thenRefused('indecopi/request-not-found');
  });
});

describe('reporting on fulfilment', () => {
  const report = (fulfilled: boolean, comment?: string) => (claim: ClaimState) =>
    reportFulfilment(claim, { fulfilled, comment });

  it.each([
    ['an accepted offer', [filed(), offered(), accepted]],
    ['an answer that grants it', [filed(), responded()]],
    ['an answer that grants a part', [filed(), responded({ outcome: 'partly-accepted' })]],
  ])('is about %s', (_, history) => {
    given(history)
      .when(report(false, 'No llegó.'))
      .then([{ type: 'FulfilmentReported', data: { fulfilled: false, comment: 'No llegó.' } }]);
    const { state } = given(history)
      .when(report(true))
      .then([{ type: 'FulfilmentReported', data: { fulfilled: true } }]);
    expect(state.fulfilled).toBe(true);
  });

  it('is refused where nothing was promised', () => {
    given([filed(), responded({ outcome: 'refused', grounds: 'Fuera de garantía.' })])
      .when(report(false))
      .thenRefused('fulfilment/nothing-promised');
  });

  it('is refused while the claim is open', () => {
    given([filed(), offered()]).when(report(true)).thenRefused('claim/not-closed');
  });
});
