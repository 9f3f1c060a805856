const LIMA_BEHIND_UTC_MS = 5 * 3_600_000;
const weekdays = ['dom', 'lun', 'mar', 'mié', 'jue', 'vie', 'sáb'];

/** `2026-10-05` -> `05/10/2026`, as dates are written in Peru. */
export function dayMonthYear(date: string): string {
  return date.split('-').reverse().join('/');
}

/** `2026-10-05` -> `lun 05/10/2026`. */
export function withWeekday(date: string): string {
  return `${weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? ''} ${dayMonthYear(date)}`;
}

/** An instant on Lima's clock: `05/10/2026 18:42:00`. */
export function inLima(instant: string): string {
  const lima = new Date(Date.parse(instant) - LIMA_BEHIND_UTC_MS).toISOString();
  return `${dayMonthYear(lima.slice(0, 10))} ${lima.slice(11, 19)}`;
}
