import type { Outcome } from './post.ts';

/** What is to be done about a message that was tried. */
export type Verdict =
  | { readonly do: 'delivered' }
  /** Not before this many milliseconds from now; `all`: nor anything else to this receiver. */
  | { readonly do: 'again'; readonly inMs: number; readonly all: boolean }
  | { readonly do: 'park' }
  /** The receiver wants no more, ever (HTTP 410). */
  | { readonly do: 'pause' };

export interface Schedule {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** A message is tried this long, and then parked. */
  readonly windowMs: number;
  /** A message that the receiver says it cannot take is tried this often, and then parked. */
  readonly refusals: number;
}

const HOUR_MS = 3_600_000;

/** 5 s, 15 s, 45 s … 4 h, for three days: a long weekend without anybody who looks after the receiver. */
export const SCHEDULE: Schedule = {
  firstMs: 5_000,
  factor: 3,
  maxMs: 4 * HOUR_MS,
  windowMs: 72 * HOUR_MS,
  refusals: 3,
};

/** No receiver makes us wait longer than a day. */
const RETRY_AFTER_MAX_MS = 24 * HOUR_MS;

/** Answers that speak of the message itself, not of the receiver's state. */
const REFUSALS = new Set([400, 413, 415, 422]);
/** Answers by which a receiver asks for a pause. */
const BUSY = new Set([429, 503]);

export interface Tried {
  readonly outcome: Outcome;
  /** With this one. */
  readonly tries: number;
  /** Since the first one. */
  readonly ageMs: number;
  readonly nowMs: number;
}

/** @param random from 0 to 1 */
export function verdictOf({ outcome, tries, ageMs, nowMs }: Tried, schedule: Schedule, random: number): Verdict {
  if (outcome.kind === 'answered') {
    const { status, retryAfter } = outcome;
    if (status >= 200 && status < 300) return { do: 'delivered' };
    if (status === 410) return { do: 'pause' };
    if (REFUSALS.has(status) && tries >= schedule.refusals) return { do: 'park' };
    const asked = BUSY.has(status) ? retryAfterMs(retryAfter, nowMs) : undefined;
    if (asked !== undefined && ageMs < schedule.windowMs) return { do: 'again', inMs: asked, all: true };
  }
  if (ageMs >= schedule.windowMs) return { do: 'park' };
  return { do: 'again', inMs: pauseMs(tries, schedule, random), all: false };
}

/** After so many failures in a row; a quarter more or less, so that many webhooks do not come back at once. */
export function pauseMs(failures: number, { firstMs, factor, maxMs }: Schedule, random: number): number {
  const full = Math.min(firstMs * factor ** Math.max(0, failures - 1), maxMs);
  return Math.round(full * (0.75 + random / 2));
}

/** Seconds, or a date (RFC 9110, section 10.2.3); undefined for anything else. */
function retryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS);
}

/** As the tables keep it and people read it: `200`, `ECONNREFUSED`. */
export function answerOf(outcome: Outcome): string {
  return outcome.kind === 'answered' ? String(outcome.status) : outcome.code;
}
