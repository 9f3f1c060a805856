/** Hour of Lima at which the daily digest goes out. */
export const DIGEST_HOUR = 8;

const HOUR_MS = 3_600_000;
const LIMA_BEHIND_MS = 5 * HOUR_MS;

/** Hour of the day in Lima, 0 to 23. */
export function limaHourOf(instant: string): number {
  return new Date(Date.parse(instant) - LIMA_BEHIND_MS).getUTCHours();
}

/** Milliseconds to the next look at the calendar: the full hour of Lima, which the change of day and the digest's hour are. */
export function untilNextLookMs(instant: string): number {
  return HOUR_MS - (Date.parse(instant) % HOUR_MS);
}
