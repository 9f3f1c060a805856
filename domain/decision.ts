import type { LedgerEvent, ProblemCode } from '@foja/contracts';

/** A broken rule: its stable code, the norm behind it, and what the person needs to know (never personal data). */
export interface Refusal {
  readonly code: ProblemCode;
  /** The norm as people cite it. */
  readonly norm?: string;
  readonly detail?: Readonly<Record<string, string | number>>;
}

/** What every decider answers: the facts that follow from a command, or the rule that forbids it. */
export type Decision<E extends LedgerEvent = LedgerEvent> =
  | { readonly ok: true; readonly events: readonly E[] }
  | { readonly ok: false; readonly refusal: Refusal };

export function happened<E extends LedgerEvent>(...events: readonly E[]): Decision<E> {
  return { ok: true, events };
}

export function refuse(code: ProblemCode, about: Omit<Refusal, 'code'> = {}): Decision<never> {
  return { ok: false, refusal: { code, ...about } };
}
