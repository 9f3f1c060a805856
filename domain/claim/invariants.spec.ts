import { currentVersion, parseStored } from '@foja/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Amendment, addDays, amend, baseLaw, type Law, limaDateOf, sectors } from '../deadline/index.ts';
import { extendDeadline, reclassify, respond, reviseDeadline, viewClaim } from './answer.ts';
import { claimComputation, claimDueOn, regimeOf } from './clock.ts';
import type { ClaimEvent } from './events.ts';
import { filed, lima } from './examples.ts';
import { attachEvidence, deliverCopy, reportFulfilment, requestCopy } from './file-room.ts';
import { type Command, claimOf } from './given.ts';
import { acceptOffer, lapseOffer, offerSettlement, rejectOffer } from './settlement.ts';
import { type ClaimState, evolveClaim, isClosed } from './state.ts';

/** Anything that anybody may try, some of it absurd; days pass between one step and the next. */
const anyStep = fc.record({
  daysLater: fc.nat(9),
  at: fc.constantFrom('00:00', '10:00', '23:59'),
  move: fc.oneof(
    { weight: 4, arbitrary: fc.record({ offer: fc.constantFrom('remote', 'in-person'), daysAgo: fc.nat(6) }) },
    { weight: 1, arbitrary: fc.record({ accept: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 3, arbitrary: fc.record({ reject: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ respond: fc.constantFrom('accepted', 'refused'), daysAgo: fc.nat(6) }) },
    { weight: 2, arbitrary: fc.record({ extend: fc.option(fc.constant('Un perito'), { nil: undefined }) }) },
    { weight: 1, arbitrary: fc.record({ holiday: fc.integer({ min: -5, max: 25 }) }) },
    { weight: 1, arbitrary: fc.record({ shorter: fc.constant(true) }) },
    {
      weight: 4,
      arbitrary: fc.constantFrom('view', 'reclassify', 'lapse', 'evidence', 'request', 'deliver', 'fulfilled'),
    },
  ),
});
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;
type Move = Exclude<Step['move'], string | { holiday: number } | { shorter: true }>;

const anyFiling = fc.record({
  sector: fc.constantFrom(...sectors, 'general' as const),
  type: fc.constantFrom('reclamo', 'queja'),
  filedOn: fc.constantFrom(
    '2011-05-07',
    '2017-05-29',
    '2021-03-01',
    '2022-05-20',
    '2022-05-21',
    '2022-08-16',
    '2026-10-05',
  ),
});

interface Life {
  readonly claim: ClaimState;
  readonly events: readonly ClaimEvent[];
  /** As shipped, and after each amendment. */
  readonly laws: readonly Law[];
}

describe('whatever anybody does, a claim', () => {
  it('keeps its date true to the law, its promises and its end', () => {
    let moved = 0;
    fc.assert(
      fc.property(anyFiling, fc.array(anyStep, { minLength: 1, maxLength: 14 }), ({ filedOn, ...about }, steps) => {
        const first = filed({ ...about, filedAt: lima(filedOn, '00:00') });
        let life: Life = { claim: claimOf([first]), events: [first], laws: [baseLaw] };
        let today: string = filedOn;
        for (const step of steps) {
          today = addDays(today, step.daysLater);
          const before = life;
          life = lived(life, step, lima(today, step.at));
          moved += life.events.length - before.events.length;
          expectTruth(life);
          expectNoReturn(before, life);
        }
      }),
      { numRuns: 200 },
    );
    expect(moved, 'the steps were not all refused').toBeGreaterThan(300);
  }, 60_000); // each amendment makes a calendar of 26 years
});

function lived(life: Life, { move }: Step, now: string): Life {
  if (typeof move === 'object' && ('holiday' in move || 'shorter' in move)) {
    const law = amend(life.laws.at(-1) ?? baseLaw, amendmentOf(move, life, now));
    const decision = reviseDeadline(life.claim, { law, norm: 'DS de ejemplo' });
    return after({ ...life, laws: [...life.laws, law] }, decision);
  }
  return after(life, commandOf(move, now)(life.claim, { law: lawOf(life), now }));
}

function after(life: Life, decision: ReturnType<Command>): Life {
  if (!decision.ok) return life;
  const { events } = decision;
  return { ...life, events: [...life.events, ...events], claim: events.reduce<ClaimState>(evolveClaim, life.claim) };
}

/** A holiday near the date due, or a regime that a correction makes shorter and strips of its extension. */
function amendmentOf(move: { holiday: number } | { shorter: true }, life: Life, now: string): Amendment {
  if ('holiday' in move) {
    const date = addDays(limaDateOf(now), move.holiday);
    return {
      type: 'HolidayDeclared',
      data: { date, name: 'Feriado de ejemplo', kind: 'FERIADO_NACIONAL', norm: 'DS de ejemplo' },
    };
  }
  const { extension: _, ...regime } = regimeOf(lawOf(life), life.claim);
  const term = { ...regime.term, n: Math.max(1, regime.term.n - 1) };
  return { type: 'RegimeCorrected', data: { regime: { ...regime, term }, reason: 'Fe de erratas' } };
}

function commandOf(move: Move | string, now: string): Command {
  const ago = (days: number) => lima(addDays(limaDateOf(now), -days), '00:00');
  if (typeof move === 'string') return plainCommands[move] ?? viewClaim;
  if ('offer' in move) {
    const { offer: mode, daysAgo } = move;
    return (claim, about) =>
      offerSettlement(
        claim,
        { mode, medium: 'email', text: 'Le devolvemos su dinero.', communicatedAt: ago(daysAgo) },
        about,
      );
  }
  if ('accept' in move) {
    return (claim, about) => acceptOffer(claim, { offerNumber: move.accept, means: 'online', by: 'consumer' }, about);
  }
  if ('reject' in move)
    return (claim, about) => rejectOffer(claim, { offerNumber: move.reject, by: 'consumer' }, about);
  if ('extend' in move) {
    return (claim, about) => extendDeadline(claim, { reason: 'Informe pendiente.', thirdParty: move.extend }, about);
  }
  const { respond: outcome, daysAgo } = move;
  const answer = {
    outcome,
    text: 'Texto.',
    grounds: 'Fundamento.',
    medium: 'email',
    communicatedAt: ago(daysAgo),
  } as const;
  return (claim, about) => respond(claim, answer, about);
}

const plainCommands: Record<string, Command> = {
  view: viewClaim,
  reclassify: (claim, about) => reclassify(claim, 'Es un reclamo.', about),
  lapse: lapseOffer,
  evidence: (claim) =>
    attachEvidence(claim, {
      evidenceId: '5a8a9a0e-1c53-4d3f-9a43-7d0d9d0f6b21',
      by: 'consumer',
      fileName: 'boleta.pdf',
      mediaType: 'application/pdf',
      sizeBytes: 1,
      sha256: 'a'.repeat(64),
      bytes: 'kept',
    }),
  request: (claim) =>
    requestCopy(claim, { reference: 'Oficio 812-2026' }, { law: baseLaw, now: '2026-10-05T18:42:00-05:00' }),
  deliver: (claim) => deliverCopy(claim, { requestNumber: 1, medium: 'email' }),
  fulfilled: (claim) => reportFulfilment(claim, { fulfilled: true }),
};

/** The law that the claim says it is computed under. */
function lawOf({ claim, laws }: Life): Law {
  const law = laws.find(({ version }) => version === claim.lawVersion);
  if (law === undefined) throw new Error(`there never was a law ${claim.lawVersion}`);
  return law;
}

function expectTruth(life: Life): void {
  const { claim, events } = life;
  const law = lawOf(life);
  expect(claimDueOn(law, claim)).toBe(claim.dueOn);
  const sheet = claimComputation(law, claim);
  expect(sheet.dueOn).toBe(claim.dueOn);
  const cap = regimeOf(law, claim).offerSuspension?.n ?? 0;
  const stopped = sheet.days.filter(({ reason }) => reason.startsWith('suspendido por ofrecimiento'));
  expect(stopped.length).toBeLessThanOrEqual(cap);
  const corrected = events.some(({ type }) => type === 'DeadlineRevised' || type === 'ClaimReclassified');
  if (!corrected) expect(claim.dueOn >= claim.filed.deadline.dueOn).toBe(true);
  expect(claim.offers.filter(({ status }) => status === 'pending').length).toBeLessThanOrEqual(1);
  expect(claim.offers.map(({ offerNumber }) => offerNumber)).toEqual(claim.offers.map((_, index) => index + 1));
}

const afterTheEnd = new Set([
  'ClaimViewed',
  'EvidenceAttached',
  'IndecopiCopyRequested',
  'IndecopiCopyDelivered',
  'FulfilmentReported',
]);

function expectNoReturn(before: Life, after: Life): void {
  const added = after.events.slice(before.events.length);
  for (const event of added) {
    expect(parseStored(event.type, currentVersion(event.type), event.data)).toEqual(event);
  }
  expect(after.claim.filed).toEqual(before.claim.filed);
  if (before.claim.type === 'reclamo') expect(after.claim.type).toBe('reclamo');
  if (!isClosed(before.claim)) return;
  expect(isClosed(after.claim)).toBe(true);
  expect(after.claim.dueOn).toBe(before.claim.dueOn);
  expect(added.every(({ type }) => afterTheEnd.has(type))).toBe(true);
}
