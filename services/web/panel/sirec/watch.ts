import { addDays, dayNumberOf } from '@foja/domain/deadline/index.ts';
import type { RegisterItem } from '@foja/projections';
import { type Desk, todayOf } from '../desk.ts';
import { reportedClaims, reportsOf } from './ledger.ts';

/** Calendar days from filing in which the claim and its answer are to be reported. */
export const REPORT_WITHIN_DAYS = 30;
const SOON_DAYS = 7;
/** Claims looked at: those of half a year. */
export const LOOK_BACK_DAYS = 180;

export interface Pending {
  readonly item: RegisterItem;
  /** Calendar days left; negative once the thirty are over. */
  readonly daysLeft: number;
  /** Reported before, without its answer. */
  readonly onlyAnswer: boolean;
}

/** What SIREC is still to be told, the most urgent first, and how many there are in all. Only of books that SIREC gave a code to. */
export async function pendingFor(
  desk: Desk,
  ruc: string,
  limit: number,
): Promise<{ pending: Pending[]; revision: number; total: number }> {
  const { of, today, revision } = await unreportedOf(desk, ruc);
  const { register } = desk.projections.queries;
  const [items, days] = await Promise.all([register.unreported({ ...of, limit }), register.unreportedByDay(of)]);
  const pending = items.map((item) => ({
    item,
    daysLeft: daysLeft(item.filedOn, today),
    onlyAnswer: of.reported.has(item.claimId),
  }));
  return { pending, revision, total: sum(days) };
}

/** For the home page; undefined where the provider does not report to SIREC. */
export async function sirecWatch(desk: Desk, ruc: string) {
  const { of, today } = await unreportedOf(desk, ruc);
  if (of.bookIds.length === 0) return undefined;
  const days = await desk.projections.queries.register.unreportedByDay(of);
  const left = days.map(({ filedOn, claims }) => ({ claims, days: daysLeft(filedOn, today) }));
  return {
    pendientes: sum(left),
    vencidos: sum(left.filter(({ days }) => days < 0)),
    proximos: sum(left.filter(({ days }) => days >= 0 && days <= SOON_DAYS)),
  };
}

async function unreportedOf(desk: Desk, ruc: string) {
  const { today } = todayOf(desk);
  const [{ reports, revision }, { sirecSites }] = await Promise.all([
    reportsOf(desk.store, ruc),
    desk.commands.provider(ruc),
  ]);
  const of = {
    ruc,
    bookIds: [...sirecSites.keys()],
    filedFrom: addDays(today, -LOOK_BACK_DAYS),
    reported: reportedClaims(reports),
  };
  return { of, today, revision };
}

function daysLeft(filedOn: string, today: string): number {
  return REPORT_WITHIN_DAYS - (dayNumberOf(today) - dayNumberOf(filedOn));
}

function sum(counts: readonly { readonly claims: number }[]): number {
  return counts.reduce((total, { claims }) => total + claims, 0);
}
