import { describe, expect, it } from 'vitest';
import { type Answer, respond } from './answer.ts';
import type { Circumstances } from './clock.ts';
import { accepted, filed, lapsed, lima, offered, offeredInPerson, rejected, responded } from './examples.ts';
import { claimOf, given } from './given.ts';
import { type ClaimState, isClosed } from './state.ts';

const norm = 'Código, art. 24; Reglamento, art. 6';

function answer(change: Partial<Answer> = {}) {
  const { outcome, text, medium, communicatedAt } = responded().data;
  const command: Answer = { outcome, text, medium, communicatedAt, ...change };
  return (claim: ClaimState, about: Circumstances) => respond(claim, command, about);
}

describe('responding', () => {
  it('in time closes the claim', () => {
    const { state } = given([filed()]).at(lima('2026-10-12')).when(answer()).then([responded()]);
    expect(isClosed(state)).toBe(true);
  });

  it('without grounds is refused where it refuses, and only there', () => {
    const claim = given([filed()]).at(lima('2026-10-12'));
    claim.when(answer({ outcome: 'refused' })).thenRefused('response/grounds-missing', norm);
    const grounds = 'La garantía no cubre daños por líquidos.';
    claim.when(answer({ outcome: 'refused', grounds })).then([responded({ outcome: 'refused', grounds })]);
    claim.when(answer({ outcome: 'partly-accepted' })).then([responded({ outcome: 'partly-accepted' })]);
  });

  it.each(['platform', 'sheet', 'other'] as const)(
    'by %s is refused: it must reach the consumer in writing',
    (medium) => {
      given([filed()]).at(lima('2026-10-12')).when(answer({ medium })).thenRefused('response/wrong-medium', norm);
    },
  );

  it('by the other written medium is recorded with a warning', () => {
    given([filed()])
      .at(lima('2026-10-12'))
      .when(answer({ medium: 'letter' }))
      .then([responded({ medium: 'letter', warnings: [{ field: 'medium', code: 'response/other-medium' }] })]);
  });

  it('is refused with a date of communication ahead of now, or before the filing', () => {
    const claim = given([filed()]).at(lima('2026-10-12', '09:58'));
    claim.when(answer()).thenRefused('response/communicated-in-future', norm);
    claim
      .when(answer({ communicatedAt: lima('2026-10-05', '18:41') }))
      .thenRefused('response/communicated-before-filing', norm);
    claim
      .when(answer({ communicatedAt: '2026-10-05T23:42:00Z' }))
      .then([responded({ communicatedAt: '2026-10-05T23:42:00Z' })]);
  });

  it('is taken with a date a minute ahead: the clock of whoever tells it need not be ours', () => {
    const told = (communicatedAt: string) => given([filed()]).at(lima('2026-10-12')).when(answer({ communicatedAt }));
    told('2026-10-12T10:01:00-05:00').then([responded({ communicatedAt: '2026-10-12T10:01:00-05:00' })]);
    told('2026-10-12T10:01:00.001-05:00').thenRefused('response/communicated-in-future', norm);
  });

  it('a second time, or after a settlement, is refused', () => {
    given([filed(), responded()]).at(lima('2026-10-13')).when(answer()).thenRefused('claim/already-responded');
    given([filed(), offered(), accepted])
      .at(lima('2026-10-14'))
      .when(answer())
      .thenRefused('claim/settled', 'Reglamento, art. 6-A');
  });

  it.each([
    ['2026-10-27T23:59:59-05:00', false],
    ['2026-10-28T04:59:59Z', false],
    ['2026-10-28T00:00:00-05:00', true],
    ['2026-10-28T05:00:00Z', true],
  ])('communicated at %s is late: %s; the due day ends at midnight in Lima', (communicatedAt, late) => {
    given([filed()])
      .at(lima('2026-10-30'))
      .when(answer({ communicatedAt }))
      .then([responded({ communicatedAt, late })]);
  });

  it('is judged by the day the consumer was told, not by the day it was recorded', () => {
    given([filed()])
      .at(lima('2026-11-20'))
      .when(answer())
      .then([responded({ late: false })]);
  });

  it('after a lapse that nobody recorded says the lapse first, and has the time that the offer stopped', () => {
    const communicatedAt = lima('2026-11-03', '23:59');
    given([filed(), offered()])
      .at(lima('2026-11-04'))
      .when(answer({ communicatedAt }))
      .then([lapsed, responded({ communicatedAt, late: false })]);
    const next = lima('2026-11-04', '00:00');
    given([filed(), offered()])
      .at(lima('2026-11-04'))
      .when(answer({ communicatedAt: next }))
      .then([lapsed, responded({ communicatedAt: next, late: true })]);
  });

  it('while an offer is pending needs no lapse: the offer ends, and the date stays as the offer had moved it', () => {
    const { state } = given([filed(), offered()]).at(lima('2026-10-13')).when(answer()).then([responded()]);
    expect(state.offers.map(({ status }) => status)).toEqual(['ended-by-response']);
    expect(state.dueOn).toBe('2026-11-03');
    const inPerson = given([filed(), offeredInPerson()]).at(lima('2026-10-13')).when(answer()).then([responded()]);
    expect(inPerson.state.offers.map(({ status }) => status)).toEqual(['ended-by-response']);
  });

  it('leaves an offer that had ended before as it ended', () => {
    const { state } = given([filed(), offered(), rejected]).at(lima('2026-10-14')).when(answer()).then([responded()]);
    expect(state.offers.map(({ status }) => status)).toEqual(['rejected']);
  });
});

describe('a claim', () => {
  it('begins with its filing: a stream that does not is damaged', () => {
    expect(() => claimOf([responded()])).toThrow('a claim begins with ClaimFiled, not with ClaimResponded');
  });
});
