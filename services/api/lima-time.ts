/** An instant as people in Peru read it: `2026-10-05T18:42:00-05:00`. Lima is UTC-5 for all years covered. */
export function limaInstant(instant: string): string {
  const shifted = new Date(Date.parse(instant) - FIVE_HOURS_MS).toISOString();
  return shifted.replace(/(?:\.000)?Z$/, '-05:00');
}

const FIVE_HOURS_MS = 5 * 3_600_000;
