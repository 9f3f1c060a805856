import { limaDateOf, weekdayOf } from '@foja/domain/deadline/index.ts';

/** How dates, times, money and counts are written for people in Peru. All pure; dates are Lima's. */

/** `2026-10-27` -> `27 de octubre de 2026`. */
export function longDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${Number(day)} de ${MONTHS[Number(month) - 1] ?? ''} de ${year}`;
}

/** `2026-10-27` -> `martes 27 de octubre de 2026`. */
export function weekdayDate(date: string): string {
  return `${WEEKDAYS[weekdayOf(date)] ?? ''} ${longDate(date)}`;
}

/** `2026-10-27` -> `27/10/2026`. */
export function shortDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}/${month}/${year}`;
}

/** An instant by the clock of Lima: `27 de octubre de 2026, 6:42 p. m.` */
export function longInstant(instant: string): string {
  return `${longDate(limaDateOf(instant))}, ${limaTime(instant)}`;
}

/** `27/10/2026, 6:42 p. m.` */
export function shortInstant(instant: string): string {
  return `${shortDate(limaDateOf(instant))}, ${limaTime(instant)}`;
}

/** `6:42 p. m.`, in Lima. */
export function limaTime(instant: string): string {
  const shifted = new Date(Date.parse(instant) - FIVE_HOURS_MS);
  const hours = shifted.getUTCHours();
  const minutes = String(shifted.getUTCMinutes()).padStart(2, '0');
  // No break inside: `6:42` at the end of a line and `p. m.` on the next is read twice.
  return `${hours % 12 === 0 ? 12 : hours % 12}:${minutes}\u00a0${hours < 12 ? 'a.' : 'p.'}\u00a0m.`;
}

/** `{ value: '1249.90', currency: 'PEN' }` -> `S/ 1,249.90`. */
export function money({ value, currency }: { readonly value: string; readonly currency: string }): string {
  const [units = '0', decimals = '00'] = value.split('.');
  return `${SIGNS[currency] ?? currency} ${grouped(units)}.${decimals}`;
}

/** `12345` -> `12,345`. */
export function count(n: number): string {
  return (n < 0 ? '−' : '') + grouped(String(Math.abs(Math.trunc(n))));
}

/** `1 día hábil`, `3 días calendario`. */
export function days(n: number, unit: 'business' | 'calendar'): string {
  if (unit === 'business') return n === 1 ? '1 día hábil' : `${count(n)} días hábiles`;
  return n === 1 ? '1 día calendario' : `${count(n)} días calendario`;
}

/** `1.2 MB`, `340 KB`. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / (1024 * 1024)).toFixed(1)} MB`;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+(?!\d))/g, ',');
}

const FIVE_HOURS_MS = 5 * 3_600_000;
const SIGNS: Readonly<Record<string, string>> = { PEN: 'S/', USD: 'US$', EUR: '€' };
const WEEKDAYS = ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado'];
const MONTHS = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'setiembre',
  'octubre',
  'noviembre',
  'diciembre',
];
