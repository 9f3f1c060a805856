import type { EventOf } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import type { Circumstances } from './clock.ts';
import { suspensionsOf } from './clock.ts';
import { accepted, filed, lapsed, lima, offered, offeredInPerson, rejected, responded } from './examples.ts';
import { claimOf, given } from './given.ts';
import { acceptOffer, lapseOffer, type MakeOffer, offerSettlement, rejectOffer } from './settlement.ts';
import type { ClaimState } from './state.ts';

const art6A = 'Reglamento, art. 6-A';

/** The consumer's signed answer, as the provider scanned it. */
const paper: EventOf<'EvidenceAttached'> = {
  type: 'EvidenceAttached',
  data: {
    evidenceId: '7d9d0f0e-6a1b-4c56-9d3a-0f8f3f1f2a77',
    by: 'provider',
    fileName: 'respuesta-firmada.pdf',
    mediaType: 'application/pdf',
    sizeBytes: 1000,
    sha256: 'ab'.repeat(32),
    bytes: 'kept',
  },
};

function offer(change: Partial<MakeOffer> = {}) {
  const { mode, medium, text, communicatedAt } = offered().data;
  const command: MakeOffer = { mode, medium, text, communicatedAt, ...change };
  return (claim: ClaimState, about: Circumstances) => offerSettlement(claim, command, about);
}

function accept({
  offerNumber = 1,
  means = 'online',
  by = 'consumer',
}: Partial<Parameters<typeof acceptOffer>[1]> = {}) {
  return (claim: ClaimState, about: Circumstances) => acceptOffer(claim, { offerNumber, means, by }, about);
}

function reject(offerNumber = 1, reason?: string, by: 'consumer' | 'provider' = 'consumer') {
  return (claim: ClaimState, about: Circumstances) => rejectOffer(claim, { offerNumber, reason, by }, about);
}

/** Each offer's text and date with what the decider says of the clock. */
function offeredOnce(
  offerNumber: number,
  communicatedAt: string,
  clock: { lapsesOn?: string; dueOnIfLapsed?: string },
) {
  const { lapsesOn: _, dueOnIfLapsed: __, ...data } = offered({ offerNumber, communicatedAt }).data;
  return { type: 'SettlementOffered', data: { ...data, ...clock } } as const;
}

describe('offering a settlement', () => {
  it('remotely stops the clock for five business days (art. 6-A.2.b)', () => {
    given([filed()]).at(lima('2026-10-09')).when(offer()).then([offered()]);
  });

  it('in person does not', () => {
    given([filed()])
      .at(lima('2026-10-09'))
      .when(offer({ mode: 'in-person', medium: 'sheet' }))
      .then([offeredInPerson()]);
  });

  it('remotely stops nothing under a regime without suspension, before DS 058-2017-PCM or of a sector', () => {
    for (const [history, on] of [
      [filed({ filedAt: lima('2015-03-02') }), '2015-03-05'],
      [filed({ sector: 'sbs' }), '2026-10-09'],
    ] as const) {
      given([history])
        .at(lima(on))
        .when(offer({ communicatedAt: lima(on) }))
        .then([offeredOnce(1, lima(on), {})]);
    }
  });

  it('under DS 058-2017-PCM stops the clock for ten calendar days', () => {
    given([filed({ filedAt: lima('2021-03-01') })])
      .at(lima('2021-03-05'))
      .when(offer({ communicatedAt: lima('2021-03-05') }))
      .then([offeredOnce(1, lima('2021-03-05'), { lapsesOn: '2021-03-15', dueOnIfLapsed: '2021-04-10' })]);
  });

  it('waits for the answer to a pending one that stops the clock', () => {
    given([filed(), offered()]).at(lima('2026-10-12')).when(offer()).thenRefused('offer/pending', art6A);
  });

  it('takes the place of one made in person', () => {
    const { state } = given([filed(), offeredInPerson()])
      .at(lima('2026-10-09'))
      .when(offer())
      .then([offered({ offerNumber: 2 })]);
    expect(state.offers.map(({ status }) => status)).toEqual(['superseded', 'pending']);
  });

  it('on the last day of a pending one still waits; on the day after, says first that it lapsed', () => {
    const again = offer({ communicatedAt: lima('2026-10-16', '09:00') });
    given([filed(), offered()]).at(lima('2026-10-16', '23:59')).when(again).thenRefused('offer/pending', art6A);
    given([filed(), offered()])
      .at(lima('2026-10-17', '00:00'))
      .when(again)
      .then([lapsed, offeredOnce(2, lima('2026-10-16', '09:00'), {})]);
  });

  it('shares five business days with every other offer of the claim', () => {
    const second = offeredOnce(2, lima('2026-10-15'), { lapsesOn: '2026-10-20', dueOnIfLapsed: '2026-11-03' });
    const history = [filed(), offered(), rejected];
    given(history)
      .at(lima('2026-10-15'))
      .when(offer({ communicatedAt: lima('2026-10-15') }))
      .then([second]);
    const third = offer({ communicatedAt: lima('2026-10-22') });
    const secondLapsed = {
      type: 'SettlementLapsed',
      data: { offerNumber: 2, lapsedOn: '2026-10-20', dueOn: '2026-11-03' },
    } as const;
    const { state } = given([...history, second, secondLapsed])
      .at(lima('2026-10-22'))
      .when(third)
      .then([offeredOnce(3, lima('2026-10-22'), {})]);
    expect(suspensionsOf(state)).toHaveLength(2);
  });

  it('gains no time on or after the due day', () => {
    given([filed()])
      .at(lima('2026-10-27'))
      .when(offer({ communicatedAt: lima('2026-10-27') }))
      .then([offeredOnce(1, lima('2026-10-27'), { lapsesOn: '2026-11-03', dueOnIfLapsed: '2026-10-27' })]);
  });

  it('suspends nothing where the days for an answer were over when it was recorded: nobody was deciding', () => {
    const communicatedAt = lima('2026-10-05', '18:50');
    const made = given([filed()]).when(offer({ communicatedAt }));
    made.then([offeredOnce(1, communicatedAt, { lapsesOn: '2026-10-13', dueOnIfLapsed: '2026-11-03' })]);
    const late = given([filed()]).at(lima('2026-10-14', '00:00'));
    const { state } = late.when(offer({ communicatedAt })).then([offeredOnce(1, communicatedAt, {})]);
    expect(state).toMatchObject({ dueOn: '2026-10-27', offers: [{ status: 'pending', lapsesOn: undefined }] });
    expect(suspensionsOf(state)).toEqual([]);
    const onLastDay = given([filed()]).at(lima('2026-10-13', '23:59'));
    onLastDay
      .when(offer({ communicatedAt }))
      .then([offeredOnce(1, communicatedAt, { lapsesOn: '2026-10-13', dueOnIfLapsed: '2026-11-03' })]);
  });

  it('is refused with a date ahead of now or before the filing; clocks may differ by a minute', () => {
    const claim = given([filed()]).at(lima('2026-10-09'));
    const ahead = '2026-10-09T10:01:00-05:00';
    claim.when(offer({ communicatedAt: ahead })).then([offered({ communicatedAt: ahead })]);
    claim
      .when(offer({ communicatedAt: '2026-10-09T10:01:00.001-05:00' }))
      .thenRefused('offer/communicated-out-of-time', art6A);
    claim
      .when(offer({ communicatedAt: lima('2026-10-05', '18:41') }))
      .thenRefused('offer/communicated-out-of-time', art6A);
  });

  it('is refused on a claim answered or settled', () => {
    given([filed(), responded()]).at(lima('2026-10-13')).when(offer()).thenRefused('claim/already-responded');
    given([filed(), offered(), accepted]).at(lima('2026-10-14')).when(offer()).thenRefused('claim/settled', art6A);
  });
});

describe('accepting an offer', () => {
  const signed = { type: 'SettlementAccepted', data: { ...accepted.data, means: 'signature' } } as const;

  it('binds the provider, in the words of the law, and ends the claim', () => {
    const { state } = given([filed(), offered()]).at(lima('2026-10-13')).when(accept()).then([accepted]);
    expect(state).toMatchObject({ settledOn: '2026-10-13', dueOn: '2026-10-29' });
  });

  it('online is the consumer’s alone', () => {
    given([filed(), offered()])
      .at(lima('2026-10-13'))
      .when(accept({ by: 'provider' }))
      .thenRefused('offer/only-consumer', art6A);
  });

  it('by signature is recorded by the provider who has put the paper into the file', () => {
    given([filed(), offered(), paper])
      .at(lima('2026-10-13'))
      .when(accept({ by: 'provider', means: 'signature' }))
      .then([signed]);
  });

  it('made in person needs no haste', () => {
    given([filed(), offeredInPerson()])
      .at(lima('2026-10-26'))
      .when(accept({ by: 'provider', means: 'signature' }))
      .then([{ type: 'SettlementAccepted', data: { ...signed.data, acceptedOn: '2026-10-26', dueOn: '2026-10-27' } }]);
  });

  it('is in time until the last minute of its last day in Lima', () => {
    const claim = given([filed(), offered()]);
    claim
      .at(lima('2026-10-16', '23:59'))
      .when(accept())
      .then([
        { type: 'SettlementAccepted', data: { ...accepted.data, acceptedOn: '2026-10-16', dueOn: '2026-11-03' } },
      ]);
    claim.at(lima('2026-10-17', '00:00')).when(accept()).thenRefused('offer/lapsed', art6A);
  });
});

describe('rejecting an offer', () => {
  it('lets the clock run again from the next day: 12 and 13 October are lost', () => {
    given([filed(), offered()]).at(lima('2026-10-13')).when(reject()).then([rejected]);
  });

  it('keeps the reason, where one is given', () => {
    given([filed(), offered()])
      .at(lima('2026-10-13'))
      .when(reject(1, 'Prefiero el dinero.'))
      .then([{ type: 'SettlementRejected', data: { ...rejected.data, reason: 'Prefiero el dinero.' } }]);
  });

  it('on the day it was made costs the term nothing', () => {
    given([filed(), offered()])
      .at(lima('2026-10-09', '20:00'))
      .when(reject())
      .then([{ type: 'SettlementRejected', data: { offerNumber: 1, rejectedOn: '2026-10-09', dueOn: '2026-10-27' } }]);
  });
});

describe.each([
  ['accepting', accept],
  ['rejecting', ({ offerNumber }: { offerNumber?: number } = {}) => reject(offerNumber)],
])('%s', (_, answer) => {
  it('an offer that is not there is refused', () => {
    given([filed()]).at(lima('2026-10-13')).when(answer()).thenRefused('offer/not-found');
    given([filed(), offered()])
      .at(lima('2026-10-13'))
      .when(answer({ offerNumber: 2 }))
      .thenRefused('offer/not-found');
  });

  it('an offer that lapsed is refused, whether that was said already or not', () => {
    given([filed(), offered()]).at(lima('2026-10-17')).when(answer()).thenRefused('offer/lapsed', art6A);
    given([filed(), offered(), lapsed]).at(lima('2026-10-17')).when(answer()).thenRefused('offer/lapsed', art6A);
  });

  it('an offer that was rejected or superseded is refused', () => {
    given([filed(), offered(), rejected]).at(lima('2026-10-14')).when(answer()).thenRefused('offer/not-pending');
    given([filed(), offeredInPerson(), offered({ offerNumber: 2 })])
      .at(lima('2026-10-14'))
      .when(answer())
      .thenRefused('offer/not-pending');
  });

  it('is refused on a claim answered or settled', () => {
    given([filed(), offered(), responded()])
      .at(lima('2026-10-13'))
      .when(answer())
      .thenRefused('claim/already-responded');
    given([filed(), offered(), accepted]).at(lima('2026-10-14')).when(answer()).thenRefused('claim/settled', art6A);
  });
});

describe('the lapse of an offer', () => {
  it('comes after five business days without an answer; the answer is then due on 3 November', () => {
    const { state } = given([filed(), offered()]).at(lima('2026-10-17', '00:00')).when(lapseOffer).then([lapsed]);
    expect(state.offers.map(({ status }) => status)).toEqual(['lapsed']);
  });

  it('does not come before', () => {
    given([filed(), offered()]).at(lima('2026-10-16', '23:59')).when(lapseOffer).thenRefused('offer/not-lapsed', art6A);
  });

  it.each([
    ['no offer', [filed()]],
    ['an offer made in person', [filed(), offeredInPerson()]],
    ['an offer that lapsed already', [filed(), offered(), lapsed]],
    ['an answered claim', [filed(), offered(), responded()]],
    ['a settled claim', [filed(), offered(), accepted]],
  ])('never comes with %s', (_, history) => {
    given(history).at(lima('2026-12-01')).when(lapseOffer).thenRefused('offer/not-lapsed', art6A);
  });
});

describe('an offer on the sheet', () => {
  it('does not move the date where it is only made in person', () => {
    expect(claimOf([filed(), offeredInPerson()]).dueOn).toBe('2026-10-27');
    expect(claimOf([filed(), offered()]).dueOn).toBe('2026-11-03');
  });
});

describe('a provider that answers its own offer', () => {
  const signed = { means: 'signature', by: 'provider' } as const;

  it("is refused for a remote one: nobody accepts or withdraws in the consumer's name", () => {
    const made = given([filed(), offered()]).at(lima('2026-10-13'));
    made.when(accept(signed)).thenRefused('offer/only-consumer', art6A);
    made.when(reject(1, undefined, 'provider')).thenRefused('offer/only-consumer', art6A);
  });

  it('is refused on a file from before the offer, whoever attached it since: the paper answers that very offer', () => {
    const byConsumer = { ...paper, data: { ...paper.data, by: 'consumer' } } as const;
    const inPersonBefore = [offeredInPerson(), paper, offered({ offerNumber: 2 })];
    for (const [history, offerNumber] of [
      [[paper, offered()], 1],
      [[offered(), byConsumer], 1],
      [[offered(), paper, rejected, offered({ offerNumber: 2 })], 2],
      [inPersonBefore, 2],
    ] as const) {
      const made = given([filed(), ...history]).at(lima('2026-10-13'));
      made.when(accept({ ...signed, offerNumber })).thenRefused('offer/only-consumer', art6A);
      made.when(reject(offerNumber, undefined, 'provider')).thenRefused('offer/only-consumer', art6A);
    }
  });

  it('is taken once the signed paper is in the file, and for an offer made across the counter', () => {
    given([filed(), offered(), paper])
      .at(lima('2026-10-13'))
      .when(reject(1, undefined, 'provider'))
      .then([rejected]);
    given([filed(), offeredInPerson(), paper])
      .at(lima('2026-10-13'))
      .when(accept(signed))
      .then([{ ...accepted, data: { ...accepted.data, means: 'signature', dueOn: '2026-10-27' } }]);
  });
});
