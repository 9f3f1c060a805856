import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommandSide } from '@foja/commands';
import type { EventStore } from '@foja/ledger/port.ts';
import type { DeadlineQueries } from '@foja/projections';
import { Bell } from './bell.ts';
import { lookAtCalendar, runCalendar } from './calendar.ts';
import { type Invitation, invitationLetter } from './letters/invitation.ts';
import { htmlOf, textOf } from './letters/letter.ts';
import { linksAt } from './letters/links.ts';
import type { PausedWebhookNotice } from './letters/webhook.ts';
import { type MailIntent, mailOnCaseFile, mailOnWebhook } from './mail.ts';
import { forgetter } from './queue/forget.ts';
import { type MailLog, mailLog } from './queue/mail-log.ts';
import { migrateMail, type Pool } from './queue/migrate.ts';
import { type MailCounts, mailQueue } from './queue/queue.ts';
import { runReactor } from './reactor.ts';
import { composer, type MailDocuments } from './sending/compose.ts';
import { recordOutcome } from './sending/outcome.ts';
import type { ProofFileOf } from './sending/proof.ts';
import { RETRY, type RetryPolicy } from './sending/retry.ts';
import { runSender } from './sending/sender.ts';
import type { MailTransport } from './sending/transport.ts';

export { forgetMail } from './forget.ts';
export type { Invitation } from './letters/invitation.ts';
export type { LoggedMail, MailLog, MailState } from './queue/mail-log.ts';
export type { MailCounts } from './queue/queue.ts';
export type { MailDocuments } from './sending/compose.ts';
export { outboxTransport } from './sending/outbox.ts';
export { RETRY, type RetryPolicy } from './sending/retry.ts';
export { type SmtpOptions, smtpTransport } from './sending/smtp.ts';
export { type MailTransport, type Message, NotSent } from './sending/transport.ts';

export interface MailOptions {
  readonly store: EventStore;
  /** As the application's role, which owns the tables of mail in schema `app`. */
  readonly pool: Pool;
  readonly commands: Pick<CommandSide, 'claim' | 'onClaim' | 'provider' | 'law' | 'lawAt' | 'rucs'>;
  readonly deadlines: DeadlineQueries;
  readonly documents?: MailDocuments | undefined;
  readonly transport: MailTransport;
  /** Where people reach the pages: `https://libro.example`. Asked when a mail is written. */
  readonly publicUrl: () => string;
  readonly trackingToken: (claimId: string) => string;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  /** Never told an address or a text. */
  readonly log: {
    info(about: object, message: string): void;
    warn(about: object, message: string): void;
    error(about: object, message: string): void;
  };
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Waits while the process is busy with what cannot wait; absent: it never is. */
  readonly afterOthers?: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Longest wait for a PDF before the mail goes without it. */
  readonly pdfWaitMs?: number | undefined;
  /** The proof of a claim, attached to the consumer's copy where it is sealed soon enough. */
  readonly proofFile?: ProofFileOf | undefined;
  /** Longest wait for it. */
  readonly proofWaitMs?: number | undefined;
}

export interface Mail {
  /**
   * Reads the ledger, watches the calendar and sends, until the signal; rejects where the database is lost. One process
   * at a time is enough; two send nothing twice.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Looks at the calendar now; answers how many mails were queued. Also done at every full hour. */
  look(): Promise<number>;
  readonly log: MailLog;
  /** Sends it at once and once: it holds a secret, so it is never queued. @throws NotSent: hand the link over otherwise. */
  sendInvitation(invitation: Invitation): Promise<void>;
  /** Queues the one mail by which a provider is told that Indecopi asks for sheets of its; the same again queues none. */
  tellOfCaseFile(notice: CaseFileNotice): Promise<void>;
  /** Queues the mail by which a firm is told that a webhook of its is paused. */
  tellOfWebhook(notice: PausedWebhookNotice): Promise<void>;
  counts(): Promise<MailCounts>;
  close(): Promise<void>;
}

export interface CaseFileNotice {
  readonly exportId: string;
  readonly ruc: string;
  readonly reference: string;
  readonly dueOn: string | undefined;
}

const PDF_WAIT_MS = 20_000;
/** Sealing takes a second. */
const PROOF_WAIT_MS = 3_000;

/**
 * Mail to consumers and providers, out of the ledger. Makes its tables where they are missing. What was in the ledger
 * before mail was first opened on it gets no mail: open it before the first claim is taken.
 */
export async function openMail(options: MailOptions): Promise<Mail> {
  const { store, pool, commands, deadlines, transport, clock, log } = options;
  await migrateMail(pool);
  const queue = mailQueue(pool);
  await queue.begin(await store.head());
  const bell = new Bell();
  const queued = () => bell.ring();
  const retry = { ...RETRY, ...options.retry };
  const compose = composer({
    commands,
    deadlines,
    documents: options.documents,
    links: linksAt(options.publicUrl, options.trackingToken),
    clock,
    pdfWaitMs: options.pdfWaitMs ?? PDF_WAIT_MS,
    proofFile: options.proofFile,
    proofWaitMs: options.proofWaitMs ?? PROOF_WAIT_MS,
  });
  const forget = forgetter({ queue, transport, clock });
  const calendar = { queue, forget, deadlines, commands, rucs: () => commands.rucs(), clock, queued };

  return {
    async run(signal) {
      const ending = new AbortController();
      const until = AbortSignal.any([signal, ending.signal]);
      const reading = { store, queue, after: await queue.begin(await store.head()), clock, log, queued };
      const sending = {
        queue,
        transport,
        compose,
        record: async (outcome: Parameters<typeof recordOutcome>[1]) =>
          transport.keepsHere === true || recordOutcome(commands, outcome),
        log,
        retry,
        rest: (ms: number, of: AbortSignal) => bell.rest(ms, of),
        afterOthers: options.afterOthers,
      };
      const parts = [runReactor(reading, until), runCalendar(calendar, sleep, until), runSender(sending, until)];
      // The first that fails takes the others along; whoever runs this begins again.
      try {
        await Promise.all(parts);
      } finally {
        ending.abort();
        await Promise.allSettled(parts);
      }
    },
    look: () => lookAtCalendar(calendar),
    log: mailLog(pool, queued),
    async sendInvitation(invitation) {
      const letter = invitationLetter(invitation);
      const { subject } = letter;
      const to = [invitation.email];
      const messageId = randomUUID();
      await transport.send({ messageId, to, subject, text: textOf(letter), html: htmlOf(letter), attachments: [] });
    },
    async tellOfCaseFile(notice) {
      if ((await queue.add([caseFileIntent(notice)])) > 0) queued();
    },
    async tellOfWebhook({ webhookId, at, ruc, host, reason }) {
      const messageId = mailOnWebhook(webhookId, at);
      const about = { host, pausedBecause: reason };
      const kind = 'webhook-paused';
      if ((await queue.add([{ messageId, ruc, claimId: undefined, kind, recipient: 'provider', about }])) > 0) queued();
    },
    counts: () => queue.counts(),
    close: () => transport.close(),
  };
}

/** The same for a process that sends no mail itself: whoever does finds it. */
export async function queueCaseFileNotice(pool: Pool, notice: CaseFileNotice): Promise<void> {
  await migrateMail(pool);
  await mailQueue(pool).add([caseFileIntent(notice)]);
}

function caseFileIntent({ exportId, ruc, reference, dueOn }: CaseFileNotice): MailIntent {
  const messageId = mailOnCaseFile(exportId, ruc);
  return { messageId, ruc, claimId: undefined, kind: 'case-file', recipient: 'provider', about: { reference, dueOn } };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
