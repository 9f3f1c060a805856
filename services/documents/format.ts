import type { Money } from '@foja/contracts/primitives.ts';

/** How documents write dates, hours and money: Spanish of Peru, by the clock of Lima (UTC-5 all year). */

/** `2026-11-22`, or an instant, to `22/11/2026`. */
export function dayMonthYear(date: string): string {
  const { day, month, year } = dayParts(date);
  return `${day}/${month}/${year}`;
}

/** The three boxes of the form's date. */
export function dayParts(date: string): { readonly day: string; readonly month: string; readonly year: string } {
  const [year = '', month = '', day = ''] = limaDay(date).split('-');
  return { day, month, year };
}

/** `22 de noviembre de 2026`. */
export function longDate(date: string): string {
  const { day, month, year } = dayParts(date);
  return `${Number(day)} de ${MONTHS[Number(month) - 1] ?? ''} de ${year}`;
}

/** An instant to `22/11/2026, 14:05 (hora de Lima)`. */
export function dayAndHour(instant: string): string {
  return `${dayMonthYear(instant)}, ${limaClock(instant).slice(11, 16)} (hora de Lima)`;
}

/** `S/ 1,234.50`; other currencies with their sign. */
export function amount({ value, currency }: Money): string {
  const [units = '0', decimals = ''] = value.split('.');
  return `${SIGNS[currency]} ${units.replace(/\B(?=(?:\d{3})+$)/g, ',')}.${decimals.padEnd(2, '0')}`;
}

/** `1.5 MB`, for people. */
export function fileSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const SIGNS = { PEN: 'S/', USD: 'US$', EUR: '€' } as const;

const MONTHS = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'septiembre',
  'octubre',
  'noviembre',
  'diciembre',
];

function limaDay(date: string): string {
  return date.length === 10 ? date : limaClock(date).slice(0, 10);
}

/** The last one is remembered: a page says the same few instants again and again. */
function limaClock(instant: string): string {
  if (instant !== lastInstant) {
    lastClock = new Date(Date.parse(instant) - 5 * 3_600_000).toISOString();
    lastInstant = instant;
  }
  return lastClock;
}

let lastInstant = '';
let lastClock = '';
