import { addDays, dayNumberOf } from '@foja/domain/deadline/index.ts';
import type { RegisterItem } from '@foja/projections';
import { type Desk, todayOf } from '../desk.ts';
import { reportedClaims, reportsOf } from './ledger.ts';

/** Calendar days from filing in which the claim and its answer are to be reported. */
export const REPORT_WITHIN_DAYS = 30;
const SOON_DAYS = 7;
/** Claims looked at: those of half a year, and no more than these. */
export const LOOK_BACK_DAYS = 180;
const MOST = 2_000;

export interface Pending {
  readonly item: RegisterItem;
  /** Calendar days left; negative once the thirty are over. */
  readonly daysLeft: number;
  /** Reported before, without its answer. */
  readonly onlyAnswer: boolean;
}

/** What SIREC is still to be told, the most urgent first. Only of books that SIREC gave a code to. */
export async function pendingFor(
  desk: Desk,
  ruc: string,
): Promise<{ pending: Pending[]; revision: number; more: boolean }> {
  const { today } = todayOf(desk);
  const [{ reports, revision }, { sirecSites }] = await Promise.all([
    reportsOf(desk.store, ruc),
    desk.commands.provider(ruc),
  ]);
  const known = reportedClaims(reports);
  const pending: Pending[] = [];
  let cursor: string | undefined;
  let seen = 0;
  do {
    const search = { rucs: [ruc], filedFrom: addDays(today, -LOOK_BACK_DAYS), limit: 200, cursor };
    const page = await desk.projections.queries.register.search(search);
    for (const item of page.items) {
      if (!sirecSites.has(item.bookId)) continue;
      const told = known.get(item.claimId);
      const closed = item.closedOn !== null;
      if (told !== undefined && (told.answered || !closed)) continue;
      const daysLeft = REPORT_WITHIN_DAYS - (dayNumberOf(today) - dayNumberOf(item.filedOn));
      pending.push({ item, daysLeft, onlyAnswer: told !== undefined });
    }
    seen += page.items.length;
    cursor = page.nextCursor;
  } while (cursor !== undefined && seen < MOST);
  pending.sort((a, b) => a.daysLeft - b.daysLeft);
  return { pending, revision, more: cursor !== undefined };
}

/** For the home page; undefined where the provider does not report to SIREC. */
export async function sirecWatch(desk: Desk, ruc: string) {
  const { sirecSites } = await desk.commands.provider(ruc);
  if (sirecSites.size === 0) return undefined;
  const { pending } = await pendingFor(desk, ruc);
  return {
    pendientes: pending.length,
    vencidos: pending.filter(({ daysLeft }) => daysLeft < 0).length,
    proximos: pending.filter(({ daysLeft }) => daysLeft >= 0 && daysLeft <= SOON_DAYS).length,
  };
}
