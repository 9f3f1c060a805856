import { addDays, daysLeft, type Law } from '@foja/domain/deadline/index.ts';
import { type MailIntent, mailOnDay, type Stage } from '../mail.ts';

/** Business days before the due date on which the provider is reminded. */
const STAGES = [1, 2, 5, 10] as const;
/** Calendar days after which an overdue claim is left to the daily digest, which tells of it every day. */
const OVERDUE_TOLD_DAYS = 10;

/** The day in Lima and the law in force. */
export interface OnDay {
  readonly today: string;
  readonly law: Law;
}

/**
 * The stage that a due date has reached; undefined while it is far off, or long past. A day on which nobody looked is made
 * up for: the stage lasts until the next one begins.
 */
export function stageOf(dueOn: string, { today, law }: OnDay): Stage | undefined {
  if (dueOn < today) return today <= addDays(dueOn, OVERDUE_TOLD_DAYS) ? 'overdue' : undefined;
  if (dueOn === today) return 'today';
  const left = daysLeft(law, 'business', today, dueOn);
  const stage = STAGES.find((days) => left <= days);
  return stage === undefined ? undefined : `${stage}`;
}

export interface OpenClaimOnDay {
  readonly claimId: string;
  readonly ruc: string;
  readonly sheetNumber: string | null;
  readonly filedOn: string;
  readonly dueOn: string;
}

/** One reminder for each claim, stage and due date: a date that moved reminds again. */
export function reminderId(claimId: string, stage: Stage, dueOn: string): string {
  return mailOnDay(`reminder ${claimId} ${stage} ${dueOn}`);
}

/** The provider's reminder, where there is one today. A claim filed within a stage was told of by its own mail. */
export function reminderFor(claim: OpenClaimOnDay, on: OnDay): MailIntent | undefined {
  const { claimId, ruc, sheetNumber, filedOn, dueOn } = claim;
  const stage = stageOf(dueOn, on);
  if (stage === undefined || stageOf(dueOn, { ...on, today: filedOn }) === stage) return undefined;
  return {
    messageId: reminderId(claimId, stage, dueOn),
    ruc,
    claimId,
    kind: 'reminder',
    recipient: 'provider',
    about: { sheetNumber: sheetNumber ?? undefined, stage, dueOn },
  };
}

export interface PendingOfferOnDay {
  readonly claimId: string;
  readonly ruc: string;
  readonly offerNumber: number;
  readonly lapsesOn: string;
}

/** The consumer is reminded one business day before an offer lapses (Reglamento, art. 6-A), or on that very day. */
export function lapseReminderFor(offer: PendingOfferOnDay, { today, law }: OnDay): MailIntent | undefined {
  const { claimId, ruc, offerNumber, lapsesOn } = offer;
  if (lapsesOn < today || daysLeft(law, 'business', today, lapsesOn) > 1) return undefined;
  return {
    messageId: mailOnDay(`offer-lapsing ${claimId} ${offerNumber} ${lapsesOn}`),
    ruc,
    claimId,
    kind: 'offer-lapsing',
    recipient: 'consumer',
    about: { offerNumber, lapsesOn },
  };
}

/** The provider's summary of a day. */
export function digestFor(ruc: string, day: string): MailIntent {
  const messageId = mailOnDay(`digest ${ruc} ${day}`);
  return { messageId, ruc, claimId: undefined, kind: 'digest', recipient: 'provider', about: { day } };
}
