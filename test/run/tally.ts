/** The sum of a run. `troubles` are what went wrong outside any one test; each of them counts as one failure. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  readonly troubles: readonly string[];
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: [], troubles: [] };

export function add(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: [...one.skipped, ...other.skipped],
    troubles: [...one.troubles, ...other.troubles],
  };
}

/** The one line that a run ends with. */
export function sentence(tally: Tally): string {
  return `${tally.passed} passed, ${failures(tally)} failed, ${tally.skipped.length} skipped`;
}

/** Exit status: 0 only where something was run and nothing failed. */
export function verdict(tally: Tally): 0 | 1 {
  return failures(tally) === 0 && tally.passed > 0 ? 0 : 1;
}

/** One line for each reason, with how many tests it kept from running. */
export function reasonsSkipped({ skipped }: Tally): string[] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason);
  return [...byReason].map(([reason, tests]) => `- skipped ${tests.length}: ${reason} (${tests[0]?.name ?? ''} …)`);
}

function failures({ failed, troubles }: Tally): number {
  return failed + troubles.length;
}
