import { describe, expect, it } from 'vitest';
import { amend, baseLaw, type Law } from '../deadline/index.ts';
import { respond } from './answer.ts';
import { filed, lima } from './examples.ts';
import { type ClaimDecider, decideUnderLawInForce } from './law-in-force.ts';
import { offerSettlement } from './settlement.ts';
import { type ClaimState, evolveClaim } from './state.ts';

// Filed Mon 5 Oct 2026, due Tue 27 Oct; the decree makes Wed 28 Oct a holiday, which moves nothing by itself.
const claim = evolveClaim(undefined, filed());
const norm = 'D. S. 123-2026-PCM';
const decree = amend(baseLaw, {
  type: 'HolidayDeclared',
  data: { date: '2026-10-28', name: 'Duelo nacional', kind: 'FERIADO_NACIONAL', norm },
});

function decideAt(state: ClaimState, now: string, decide: ClaimDecider) {
  const lawAt = (version: string): Law => (version === decree.version ? decree : baseLaw);
  const decision = decideUnderLawInForce(state, decide, { inForce: decree, norm, lawAt, now });
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.events;
}

const remoteOffer: ClaimDecider = (state, about) =>
  offerSettlement(
    state,
    { mode: 'remote', medium: 'email', text: 'Cambio del producto', communicatedAt: lima('2026-10-20', '10:00') },
    about,
  );

describe('a decision under a law that has moved on', () => {
  it('moves the date once an offer has pushed the term across the new holiday', () => {
    const events = decideAt(claim, lima('2026-10-20', '10:00'), remoteOffer);
    expect(events.map(({ type }) => type)).toEqual(['SettlementOffered', 'DeadlineRevised']);
    expect(events.at(-1)?.data).toMatchObject({ previousDueOn: '2026-11-03', dueOn: '2026-11-04', norm });
  });

  it('judges an answer by the date in force', () => {
    const events = decideAt(claim, lima('2026-10-20', '10:00'), remoteOffer);
    const offered = events.slice(0, 1).reduce(evolveClaim, claim);
    const answered = decideAt(offered, lima('2026-11-04', '12:00'), (state, about) =>
      respond(
        state,
        {
          outcome: 'accepted',
          text: 'Lo cambiamos',
          medium: 'email',
          communicatedAt: lima('2026-11-04', '11:00'),
        },
        about,
      ),
    );
    expect(answered.map(({ type }) => type)).toEqual(['DeadlineRevised', 'SettlementLapsed', 'ClaimResponded']);
    expect(answered.at(-1)?.data).toMatchObject({ late: false });
  });

  it('says nothing where the date stays', () => {
    const events = decideAt(claim, lima('2026-10-06', '10:00'), (state, about) =>
      respond(
        state,
        {
          outcome: 'accepted',
          text: 'Lo cambiamos',
          medium: 'email',
          communicatedAt: lima('2026-10-06', '09:00'),
        },
        about,
      ),
    );
    expect(events.map(({ type }) => type)).toEqual(['ClaimResponded']);
  });

  it('lets no offer recorded after the term ended stop a clock that has run out', () => {
    const backdated: ClaimDecider = (state, about) =>
      offerSettlement(
        state,
        { mode: 'remote', medium: 'email', text: 'Cambio', communicatedAt: lima('2026-10-26', '10:00') },
        about,
      );
    const [offered] = decideAt(claim, lima('2026-11-02', '10:00'), backdated);
    expect(offered?.data).not.toHaveProperty('lapsesOn');
    expect(offered?.data).not.toHaveProperty('dueOnIfLapsed');
  });
});
