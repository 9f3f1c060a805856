import type { HistoryEntry } from '@foja/commands/commands.ts';
import { filed, lima, offered, rejected, responded, viewed } from '@foja/domain/claim/examples.ts';
import { claimOf } from '@foja/domain/claim/given.ts';
import { type ClaimEvent, reclassify, reviseDeadline } from '@foja/domain/claim/index.ts';
import { type Amendment, baseLaw, lawWith } from '@foja/domain/deadline/index.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differencesOf } from './differences.ts';
import { factsOf } from './facts.ts';
import type { Amended } from './law-then.ts';
import { type Moment, type MomentClock, momentOf } from './moment.ts';
import { type Standing, standingAt } from './standing.ts';

/** Golden histories: each event with when it happened and when the ledger took it. */

const NOW = lima('2026-12-01');

interface Step {
  readonly event: ClaimEvent;
  readonly occurred: string;
  readonly recorded?: string;
}

function historyOf(steps: readonly Step[]): HistoryEntry[] {
  return steps.map(({ event, occurred, recorded = occurred }, revision) => ({
    event,
    id: `00000000-0000-4000-8000-00000000000${revision}`,
    version: 1,
    revision,
    position: BigInt((revision + 1) * 10),
    recordedAt: recorded,
    metadata: { occurredAt: occurred, actor: { role: 'admin', id: 'x' }, causationId: 'c', correlationId: 'r' },
  }));
}

function at(
  steps: readonly Step[],
  asOf: string | undefined,
  amended: readonly Amended[] = [],
  clock: MomentClock = 'recorded',
): Standing {
  const standing = standingAt(historyOf(steps), momentOf(asOf, clock, NOW), amended);
  if (standing === undefined) throw new Error('nothing was known then');
  return standing;
}

const told = (standing: Standing, field: string) => factsOf(standing).find((fact) => fact.field === field)?.value;

/** Declared for 20 October by a decree of the 14th, which this ledger was told on the 22nd. */
const decree: Amendment = {
  type: 'HolidayDeclared',
  data: { date: '2026-10-20', name: 'Duelo nacional', kind: 'FERIADO_NACIONAL', norm: 'D. S. 120-2026-PCM' },
};
const amended: Amended[] = [
  {
    amendment: decree,
    position: 25n,
    recordedAt: lima('2026-10-22'),
    metadata: {
      occurredAt: lima('2026-10-14'),
      actor: { role: 'operator', id: 'operator' },
      causationId: 'c',
      correlationId: 'r',
    },
  },
];
const filing = filed();
const [revised] = (() => {
  const decision = reviseDeadline(claimOf([filing]), { law: lawWith([decree]), norm: 'D. S. 120-2026-PCM' });
  if (!decision.ok) throw new Error('not revised');
  return decision.events;
})();
if (revised === undefined) throw new Error('the decree moves nothing');

describe('a decree that came late', () => {
  const steps: Step[] = [
    { event: filing, occurred: lima('2026-10-05', '18:42') },
    { event: viewed, occurred: lima('2026-10-06') },
    { event: revised, occurred: lima('2026-10-23') },
  ];

  it('was not known before it was recorded, whatever day it is of', () => {
    const before = at(steps, lima('2026-10-21'), amended);
    expect(before.claim.state.dueOn).toBe('2026-10-27');
    expect(before.law).toMatchObject({ amended: [], dueOn: '2026-10-27' });
    expect(before.deadline.computation.days.find(({ date }) => date === '2026-10-20')?.counted).toBe(true);
  });

  it('was the law from then on, while the claim still had its old date', () => {
    const between = at(steps, lima('2026-10-22', '12:00'), amended);
    expect(between.claim.state.dueOn).toBe('2026-10-27');
    expect(between.law.law.version).toBe(`${baseLaw.version}+1`);
    expect(between.law.dueOn).toBe('2026-10-28');
    expect(told(between, 'dueOnByLaw')).toBe('28/10/2026');
  });

  it('moved the claim with the event that says so, and counting again agrees', () => {
    const after = at(steps, lima('2026-10-24'), amended);
    expect(after.claim.state.dueOn).toBe('2026-10-28');
    expect(after.deadline.agrees).toBe(true);
    expect(after.deadline.computation.days.find(({ date }) => date === '2026-10-20')).toMatchObject({ counted: false });
    expect(told(after, 'dueOnByLaw')).toBeUndefined();
  });

  it('by the other clock is of the day it is of', () => {
    expect(at(steps, lima('2026-10-15'), amended, 'occurred').law.dueOn).toBe('2026-10-28');
  });

  it('beside an event stands where the ledger has it', () => {
    expect(at(steps, '1', amended).law.amended).toEqual([]);
    expect(at(steps, '2', amended).law.amended).toHaveLength(1);
  });

  it('is told as a difference, the day by its name', () => {
    const { facts, days, events } = differencesOf(at(steps, '1', amended), at(steps, '2', amended));
    expect(facts).toContainEqual({ field: 'dueOn', label: 'Vence', before: '27/10/2026', after: '28/10/2026' });
    expect(days).toContainEqual({
      date: '2026-10-20',
      before: 'día hábil 10',
      after: 'no cuenta: feriado: Duelo nacional (D. S. 120-2026-PCM)',
    });
    expect(events.map(({ event }) => event.type)).toEqual(['DeadlineRevised']);
  });
});

describe('a queja that is a reclamo', () => {
  const queja = filed({ type: 'queja' });
  const decision = reclassify(claimOf([queja]), 'Es del producto.', { law: baseLaw, now: lima('2026-10-08') });
  if (!decision.ok) throw new Error('not reclassified');
  const steps: Step[] = [
    { event: queja, occurred: lima('2026-10-05', '18:42') },
    ...decision.events.map((event) => ({ event, occurred: lima('2026-10-08') })),
  ];

  it('was a queja until then', () => {
    expect(told(at(steps, lima('2026-10-07')), 'type')).toBe('QUEJA');
    expect(told(at(steps, lima('2026-10-09')), 'type')).toBe('RECLAMO');
    expect(told(at(steps, lima('2026-10-09')), 'declaredType')).toBe('QUEJA');
  });
});

describe('an offer that stops the clock', () => {
  const steps: Step[] = [
    { event: filing, occurred: lima('2026-10-05', '18:42') },
    { event: offered(), occurred: lima('2026-10-09') },
    { event: rejected, occurred: lima('2026-10-13') },
    { event: responded(), occurred: lima('2026-10-14') },
  ];

  it('is suspended, then runs again, then has ended', () => {
    const seen = [lima('2026-10-06'), lima('2026-10-10'), lima('2026-10-13', '11:00'), lima('2026-10-15')].map(
      (asOf) => {
        const { deadline, claim } = at(steps, asOf);
        return [deadline.state, claim.state.dueOn, deadline.agrees, deadline.daysLeft === null];
      },
    );
    expect(seen).toEqual([
      ['on-time', '2026-10-27', true, false],
      ['suspended', '2026-11-03', true, true],
      ['on-time', '2026-10-29', true, false],
      ['answered-on-time', '2026-10-29', true, true],
    ]);
  });
});

describe('what came later', () => {
  const evidence: ClaimEvent = {
    type: 'EvidenceAttached',
    data: {
      evidenceId: crypto.randomUUID(),
      by: 'consumer',
      fileName: 'a.pdf',
      mediaType: 'application/pdf',
      sizeBytes: 1,
      sha256: 'a'.repeat(64),
      bytes: 'kept',
    },
  };
  /** Brought in on paper: it happened on the 7th, and was on record on the 12th. */
  const steps: Step[] = [
    { event: filing, occurred: lima('2026-10-05', '18:42') },
    { event: evidence, occurred: lima('2026-10-07'), recorded: lima('2026-10-12') },
  ];

  it('could not be known, though it had happened', () => {
    expect(told(at(steps, lima('2026-10-08')), 'evidence.consumer')).toBe('0');
    expect(at(steps, lima('2026-10-08')).later).toHaveLength(1);
    expect(told(at(steps, lima('2026-10-12')), 'evidence.consumer')).toBe('1');
    expect(told(at(steps, lima('2026-10-08'), [], 'occurred'), 'evidence.consumer')).toBe('1');
  });

  it('is nothing at all before the filing', () => {
    expect(standingAt(historyOf(steps), momentOf(lima('2026-10-05', '18:41'), 'recorded', NOW), [])).toBeUndefined();
  });
});

describe('any two moments', () => {
  const steps: Step[] = [
    { event: filing, occurred: lima('2026-10-05', '18:42') },
    { event: viewed, occurred: lima('2026-10-06') },
    { event: offered(), occurred: lima('2026-10-09') },
    { event: rejected, occurred: lima('2026-10-13') },
    { event: responded(), occurred: lima('2026-10-14') },
  ];
  const moments: fc.Arbitrary<Moment> = fc.oneof(
    fc.nat(6).map((revision): Moment => ({ kind: 'revision', revision, clock: 'recorded' })),
    fc.integer({ min: 0, max: 20 * 24 }).map(
      (hours): Moment => ({
        kind: 'instant',
        instant: new Date(Date.parse(lima('2026-10-05', '18:42')) + hours * 3_600_000).toISOString(),
        clock: 'recorded',
      }),
    ),
  );
  const stand = (moment: Moment) => {
    const standing = standingAt(historyOf(steps), moment, []);
    if (standing === undefined) throw new Error('nothing was known then');
    return standing;
  };

  it('differ by the same both ways round, and a moment from itself by nothing', () => {
    fc.assert(
      fc.property(moments, moments, (a, b) => {
        const there = differencesOf(stand(a), stand(b));
        const back = differencesOf(stand(b), stand(a));
        const turned = <T extends { before: unknown; after: unknown }>(all: readonly T[]) =>
          all.map((one) => ({ ...one, before: one.after, after: one.before }));
        const sorted = <T>(all: readonly T[]) => all.map((one) => JSON.stringify(one)).toSorted();
        expect(sorted(turned(there.facts))).toEqual(sorted(back.facts));
        expect(turned(there.days)).toEqual(back.days);
        expect(there.events).toEqual(back.events);
        expect(differencesOf(stand(a), stand(a))).toEqual({ facts: [], days: [], events: [] });
      }),
    );
  });
});
