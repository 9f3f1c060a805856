import { instant } from '@foja/contracts/primitives.ts';

/** What a `datetime-local` field says, by the clock of Lima: `2026-10-05T18:42`. Undefined where it is blank or no instant. */
export function instantOf(local: string): string | undefined {
  if (local === '') return undefined;
  const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(local) ? local : undefined;
  const full = `${written ?? ''}${written?.length === 16 ? ':00' : ''}-05:00`;
  return instant.safeParse(full).success ? full : local; // what can't be read is for the schema to refuse
}

/** An instant as the same field takes it. */
export function localOf(instantText: string): string {
  return new Date(Date.parse(instantText) - FIVE_HOURS_MS).toISOString().slice(0, 16);
}

const FIVE_HOURS_MS = 5 * 3_600_000;
