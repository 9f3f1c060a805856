import { describe, expect, it } from 'vitest';
import { addYears } from '../deadline/index.ts';
import { eraseClaim, liftHold, placeHold, requestCancellation } from './erasure.ts';
import type { ClaimEvent } from './events.ts';
import { filed, responded } from './examples.ts';
import { claimOf, given } from './given.ts';
import { keepingOf, leastYears, type RetentionRule, retentionWith, shippedRetention } from './retention.ts';

const rules = shippedRetention;
const answered: readonly ClaimEvent[] = [filed(), responded()];
const erase =
  (of: readonly RetentionRule[] = rules) =>
  (claim: Parameters<typeof eraseClaim>[0], { now }: { now: string }) =>
    eraseClaim(claim, { rules: of, now, cause: 'retention' });
const hold = { ground: 'denuncia', reason: 'denuncia en trámite' } as const;
const held: ClaimEvent = { type: 'LegalHoldPlaced', data: { holdNumber: 1, ...hold } };
const lifted: ClaimEvent = { type: 'LegalHoldLifted', data: { holdNumber: 1, reason: 'resolución firme' } };
const gone: ClaimEvent = {
  type: 'ClaimErased',
  data: { cause: 'retention', erasedOn: '2030-01-01', keptUntil: '2028-10-20', norm: 'Código, art. 121' },
};

const claim = claimOf(answered);
const { until } = keepingOf(claim, { rules, now: '2030-01-01T12:00:00-05:00' });
const last = until ?? '';
const onLast = `${last}T23:59:59-05:00`;
const after = `${addYears(last, 1)}T00:00:00-05:00`;

describe('keeping', () => {
  it('lasts two years from registration, and two from the answer: the later counts', () => {
    const filedOn = claim.filed.filedAt.slice(0, 10);
    const told = claim.response?.communicatedAt.slice(0, 10) ?? '';
    expect(last).toBe(addYears(told, 2));
    expect(last >= addYears(filedOn, 2)).toBe(true);
  });

  it('is dated data: a rule counts for what was filed under it, and may be corrected', () => {
    const decree: RetentionRule = {
      ...rules[0],
      id: 'libro-registration',
      from: 'registration',
      years: 5,
    } as RetentionRule;
    const longer = retentionWith([{ type: 'RetentionCorrected', data: { rule: decree, reason: 'decreto' } }]);
    expect(longer).toHaveLength(rules.length);
    expect(keepingOf(claim, { rules: longer, now: after }).grounds).toEqual(['retention']);
    const later = [...rules, { ...decree, id: 'later', filedFrom: '2099-01-01' }];
    expect(keepingOf(claim, { rules: later, now: after }).grounds).toEqual([]);
    const ended = [...rules, { ...decree, id: 'ended', filedFrom: '2000-01-01', filedTo: '2001-01-01' }];
    expect(keepingOf(claim, { rules: ended, now: after }).grounds).toEqual([]);
    expect(leastYears(longer)).toBe(2);
  });

  it('of a 29 February ends on 1 March: nobody loses a day', () => {
    expect(addYears('2024-02-29', 2)).toBe('2026-03-01');
    expect(addYears('2024-02-29', 4)).toBe('2028-02-29');
    expect(addYears('2026-03-01', -2)).toBe('2024-03-01');
  });
});

describe('erasing', () => {
  it('is refused to the last day of the longest term, and not a day longer', () => {
    given(answered)
      .at(onLast)
      .when(erase())
      .thenRefused('claim/must-be-kept', 'Ley 29733, arts. 8 y 20; Código, art. 121');
    const { events } = given(answered).at(after).when(erase());
    expect(events).toMatchObject([{ type: 'ClaimErased', data: { cause: 'retention', keptUntil: last } }]);
  });

  it('is refused while the claim can still be answered in time, on the last day, too', () => {
    const onDueDay = `${claimOf([filed()]).dueOn}T23:59:59-05:00`;
    const short = rules.map((rule) => ({ ...rule, years: 0 }));
    given([filed()])
      .at(onDueDay)
      .when(erase(short))
      .thenRefused('claim/must-be-kept', 'Ley 29733, arts. 8 y 20; Código, arts. 24 y 152');
  });

  it('of what was never answered waits for the term that runs from its due date, and not for ever', () => {
    const { dueOn } = claimOf([filed()]);
    const until = addYears(dueOn, 2);
    given([filed()])
      .at(`${until}T23:59:59-05:00`)
      .when(erase())
      .thenRefused('claim/must-be-kept', 'Ley 29733, arts. 8 y 20; Código, art. 121');
    const { events } = given([filed()])
      .at(`${addYears(until, 1)}T00:00:00-05:00`)
      .when(erase());
    expect(events).toMatchObject([{ data: { keptUntil: until, norm: 'Código, art. 121' } }]);
  });

  it('of what was never answered is never due where no rule says from when', () => {
    const without = rules.filter(({ from }) => from !== 'unanswered');
    given([filed()])
      .at('2099-01-01T00:00:00-05:00')
      .when(erase(without))
      .thenRefused('claim/must-be-kept', 'Ley 29733, arts. 8 y 20; Código, arts. 24 y 152');
  });

  it('is refused while a hold stands, and goes once it is lifted', () => {
    const norm = 'Ley 29733, arts. 8 y 20; Ley 29733, art. 20: hay una causa legal para conservar';
    given([...answered, held])
      .at(after)
      .when(erase())
      .thenRefused('claim/must-be-kept', norm);
    expect(
      given([...answered, held, lifted])
        .at(after)
        .when(erase()).events,
    ).toHaveLength(1);
  });

  it('is refused while Indecopi waits for a copy', () => {
    const asked: ClaimEvent = {
      type: 'IndecopiCopyRequested',
      data: { requestNumber: 1, reference: 'Oficio 1', dueSetBy: 'nobody' },
    };
    const met: ClaimEvent = { type: 'IndecopiCopyDelivered', data: { requestNumber: 1, medium: 'platform' } };
    const norm = 'Ley 29733, arts. 8 y 20; Código, art. 152; Reglamento, art. 11';
    given([...answered, asked])
      .at(after)
      .when(erase())
      .thenRefused('claim/must-be-kept', norm);
    expect(
      given([...answered, asked, met])
        .at(after)
        .when(erase()).events,
    ).toHaveLength(1);
  });

  it('is done once', () => {
    given([...answered, gone])
      .at(after)
      .when(erase())
      .thenNothing();
  });
});

describe('a request for cancellation', () => {
  const request = (claim: Parameters<typeof requestCancellation>[0], { now }: { now: string }) =>
    requestCancellation(claim, { by: 'consumer', comment: 'Bórrenlo.' }, { rules, now });

  it('is written down with the norm that refuses it', () => {
    const { events } = given(answered).at(onLast).when(request);
    expect(events).toMatchObject([
      {
        type: 'CancellationRequested',
        data: { requestNumber: 1, answer: 'refused', grounds: ['retention'], keptUntil: last, comment: 'Bórrenlo.' },
      },
    ]);
  });

  it('is granted, and carried out, once nothing keeps the data', () => {
    const { events } = given(answered).at(after).when(request);
    expect(events).toMatchObject([
      { type: 'CancellationRequested', data: { answer: 'granted', grounds: [] } },
      { type: 'ClaimErased', data: { cause: 'request' } },
    ]);
  });
});

describe('holds', () => {
  it('are numbered, and lifted one by one, once', () => {
    given(answered)
      .when((claim) => placeHold(claim, hold))
      .then([held]);
    given([...answered, held])
      .when((claim) => placeHold(claim, hold))
      .then([{ ...held, data: { ...held.data, holdNumber: 2 } }]);
    given([...answered, held])
      .when((claim) => liftHold(claim, { holdNumber: 1, reason: 'resolución firme' }))
      .then([lifted]);
    given([...answered, held, lifted])
      .when((claim) => liftHold(claim, { holdNumber: 1, reason: 'x' }))
      .thenRefused('hold/already-lifted');
    given(answered)
      .when((claim) => liftHold(claim, { holdNumber: 1, reason: 'x' }))
      .thenRefused('hold/not-found');
  });
});
