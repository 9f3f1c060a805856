import type { EventOf } from '@foja/contracts';
import { v5 as uuidv5 } from 'uuid';

/**
 * A mail about a claim; the day's digest of a provider; one about sheets that Indecopi asks for together; or one about a
 * webhook that was paused.
 */
export type MailKind = EventOf<'MailDelivered'>['data']['kind'] | 'digest' | 'case-file' | 'webhook-paused';

export type Recipient = 'consumer' | 'provider';

/**
 * A mail that is to be sent: to a role, not to an address, and without a word of what it will say. Both are read from the
 * ledger at the moment of sending, so that no copy of personal data lies in a queue.
 */
export interface MailIntent {
  /** Always the same for the same reason to write: a mail is queued once, however often that reason is seen. */
  readonly messageId: string;
  readonly ruc: string;
  readonly claimId: string | undefined;
  readonly kind: MailKind;
  readonly recipient: Recipient;
  readonly about: MailAbout;
}

/** Which of several: no personal data. */
export interface MailAbout {
  readonly sheetNumber?: string | undefined;
  readonly offerNumber?: number | undefined;
  readonly requestNumber?: number | undefined;
  /** The date that a reminder speaks of; where it has moved, the reminder is not sent. */
  readonly dueOn?: string | undefined;
  readonly stage?: Stage | undefined;
  /** Last day of an offer that is about to lapse. */
  readonly lapsesOn?: string | undefined;
  /** Of a case file: Indecopi's own file or letter number. */
  readonly reference?: string | undefined;
  /** Of a webhook: where it led, and why it is paused. */
  readonly host?: string | undefined;
  readonly pausedBecause?: 'gone' | 'failing' | undefined;
  /** Day of a digest. */
  readonly day?: string | undefined;
}

/** When a provider is reminded: that many business days before, on the day, or after it. */
export type Stage = '10' | '5' | '2' | '1' | 'today' | 'overdue';

/** The mail that an event is the reason for. */
export function mailOnEvent(eventId: string, recipient: Recipient, kind: MailKind): string {
  return uuidv5(`${recipient} ${kind}`, eventId);
}

/** The mail that a day of the calendar is the reason for; `reason` names it among all others. */
export function mailOnDay(reason: string): string {
  return uuidv5(reason, ON_DAYS);
}

/** The mail by which a provider is told that Indecopi asks for sheets of its. */
export function mailOnCaseFile(exportId: string, ruc: string): string {
  return uuidv5(`case-file ${ruc}`, exportId);
}

/** The mail by which a firm is told that a webhook of its is paused since then. */
export function mailOnWebhook(webhookId: string, at: string): string {
  return uuidv5(`webhook-paused ${at}`, webhookId);
}

const ON_DAYS = '0d3c1f0a-95b7-5d0e-8a51-4e2f6c7b8d19';
