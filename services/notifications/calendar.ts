import type { Commands } from '@foja/commands/commands.ts';
import { addDays, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { DeadlineQueries } from '@foja/projections';
import { DIGEST_HOUR, limaHourOf, untilNextLookMs } from './intents/lima-clock.ts';
import { digestFor, lapseReminderFor, type OnDay, reminderFor, reminderId, stageOf } from './intents/on-day.ts';
import { worthTelling } from './letters/digest.ts';
import type { MailIntent } from './mail.ts';
import type { MailQueue } from './queue/queue.ts';

const PAGE = 1_000;
/** Offers that lapse within a day or two: more than this at once wait for the next look. */
const OFFERS_MAX = 10_000;
/** Days ahead that hold a business day whatever holidays there are. */
const AHEAD_DAYS = 14;

export interface CalendarOptions {
  readonly queue: Pick<MailQueue, 'add' | 'known'>;
  readonly deadlines: Pick<DeadlineQueries, 'openClaims' | 'byId' | 'lapsedOffers' | 'dashboard'>;
  readonly commands: Pick<Commands, 'law'>;
  /** Every provider. */
  readonly rucs: () => readonly string[];
  readonly clock: () => string;
  readonly queued: () => void;
  /** Old mails, once a day. */
  readonly forget: (signal?: AbortSignal) => Promise<number>;
}

/** Looks now, and at every full hour. What a look finds is queued once, so looking again costs nothing but the look. */
export async function runCalendar(
  options: CalendarOptions,
  rest: (ms: number, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await lookAtCalendar(options, signal);
    await rest(untilNextLookMs(options.clock()), signal);
  }
}

/** One look at what is due; answers how many mails it queued. */
export async function lookAtCalendar(options: CalendarOptions, signal?: AbortSignal): Promise<number> {
  const { clock, commands, queued } = options;
  const now = clock();
  const on = { today: limaDateOf(now), law: commands.law() };
  let found = await reminders(options, on, signal);
  found += await lapses(options, on);
  if (limaHourOf(now) >= DIGEST_HOUR) found += await digests(options, on);
  if (found > 0) queued();
  await options.forget(signal);
  return found;
}

async function reminders(
  { queue, deadlines }: CalendarOptions,
  on: OnDay,
  signal: AbortSignal | undefined,
): Promise<number> {
  let found = 0;
  let after: string | undefined;
  while (signal?.aborted !== true) {
    const page = await deadlines.openClaims({ after, limit: PAGE });
    const due = page.flatMap(({ claimId, dueOn }) => {
      const stage = stageOf(dueOn, on);
      return stage === undefined ? [] : [{ claimId, messageId: reminderId(claimId, stage, dueOn) }];
    });
    const known = await queue.known(due.map(({ messageId }) => messageId));
    const mails: MailIntent[] = [];
    for (const { claimId, messageId } of due) {
      if (known.has(messageId)) continue;
      const claim = await deadlines.byId(claimId, on);
      const mail = claim === undefined || claim.closedOn !== null ? undefined : reminderFor(claim, on);
      if (mail !== undefined) mails.push(mail);
    }
    found += await queue.add(mails);
    after = page.at(-1)?.claimId;
    if (page.length < PAGE) break;
  }
  return found;
}

/** The read model tells offers by the day before which they lapse; those that have lapsed already are left out. */
async function lapses({ queue, deadlines }: CalendarOptions, on: OnDay): Promise<number> {
  const offers = await deadlines.lapsedOffers({ today: addDays(on.today, AHEAD_DAYS), limit: OFFERS_MAX });
  return queue.add(offers.flatMap((offer) => lapseReminderFor(offer, on) ?? []));
}

async function digests({ queue, deadlines, rucs }: CalendarOptions, on: OnDay): Promise<number> {
  const mails = rucs().map((ruc) => digestFor(ruc, on.today));
  const known = await queue.known(mails.map(({ messageId }) => messageId));
  const worthy: MailIntent[] = [];
  for (const mail of mails) {
    if (known.has(mail.messageId)) continue;
    if (worthTelling(await deadlines.dashboard({ ...on, rucs: [mail.ruc] }))) worthy.push(mail);
  }
  return queue.add(worthy);
}
