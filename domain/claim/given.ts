import type { ProblemCode } from '@foja/contracts';
import { expect } from 'vitest';
import { baseLaw, type Law, limaDateOf } from '../deadline/index.ts';
import type { Decision } from '../decision.ts';
import { type Circumstances, claimDueOn } from './clock.ts';
import type { ClaimEvent } from './events.ts';
import { type ClaimState, evolveClaim } from './state.ts';

/**
 * Given-when-then for the claim's deciders, used by specs only:
 * `given([...events]).at(instant).when(command).then([...events])`, or `.thenRefused(code, norm)`.
 */
export function given(history: readonly ClaimEvent[], about: Circumstances = { law: baseLaw, now: now(history) }) {
  return {
    at: (instant: string) => given(history, { ...about, now: instant }),
    under: (law: Law) => given(history, { ...about, law }),
    when: (command: Command) => outcomeOf(history, command(claimOf(history), about), about),
  };
}

export type Command = (claim: ClaimState, about: Circumstances) => Decision<ClaimEvent>;

/** @throws where there is no event: a claim begins with ClaimFiled. */
export function claimOf(history: readonly ClaimEvent[]): ClaimState {
  const claim = history.reduce<ClaimState | undefined>(evolveClaim, undefined);
  if (claim === undefined) throw new Error('no claim without events');
  return claim;
}

function outcomeOf(history: readonly ClaimEvent[], decision: Decision<ClaimEvent>, about: Circumstances) {
  const events = decision.ok ? decision.events : [];
  return {
    decision,
    /** Exactly these events, in this order; and the date they say is the one that the law gives. */
    // biome-ignore lint/suspicious/noThenProperty: the third word of given-when-then; nobody awaits it
    then(expected: readonly ClaimEvent[]) {
      expect(decision).toEqual({ ok: true, events: expected });
      const after = claimOf([...history, ...events]);
      expect(claimDueOn(about.law, after), 'the date in force is the one that the law gives').toBe(after.dueOn);
      return { state: after };
    },
    thenNothing() {
      expect(decision).toEqual({ ok: true, events: [] });
    },
    /** @param norm cited to whoever is refused; leave it out where no norm stands behind the rule. */
    thenRefused(code: ProblemCode, norm?: string) {
      expect(decision).toMatchObject({ ok: false, refusal: { code } });
      expect(decision.ok ? undefined : decision.refusal.norm).toBe(norm);
    },
    /** For what is asked of one field only. */
    events,
  };
}

/** Noon of the day the claim was filed, where a spec does not say. */
function now(history: readonly ClaimEvent[]): string {
  const first = history.find(({ type }) => type === 'ClaimFiled');
  return first?.type === 'ClaimFiled'
    ? `${limaDateOf(first.data.filedAt)}T23:00:00-05:00`
    : '2026-10-05T12:00:00-05:00';
}
