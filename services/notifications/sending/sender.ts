import { type MailOutcome, type MailQueue, type QueuedMail, UNREACHABLE } from '../queue/queue.ts';
import type { Composed } from './compose.ts';
import { backoffMs, type RetryPolicy } from './retry.ts';
import { type MailTransport, NotSent } from './transport.ts';

export interface SenderOptions {
  readonly queue: MailQueue;
  readonly transport: Pick<MailTransport, 'send' | 'keepsHere'>;
  readonly compose: (mail: QueuedMail) => Promise<Composed | undefined>;
  /** False: try again later. */
  readonly record: (outcome: MailOutcome) => Promise<boolean>;
  readonly log: { info(about: object, message: string): void; warn(about: object, message: string): void };
  readonly retry: RetryPolicy;
  /** Waits until there may be something to do: woken, or that many milliseconds later. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Waits while the process has its hands full with those who are filing; never for ever. */
  readonly afterOthers?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** Mails on their way at once: few, because writing one takes the processor from those who are filing. */
const AT_ONCE = 4;
/** Longest rest while nothing is due: another process may have asked to try a dead letter again. */
const REST_MAX_MS = 15_000;
const RECORD_MAX = 64;

/**
 * Sends what is queued until the signal. At least once: a process that dies between the server's answer and writing it
 * down sends the mail again, with the same Message-ID, when its lease is over. A server that is not there costs the mail
 * at hand an attempt and then rests everybody, instead of using up the attempts of all that wait.
 */
export async function runSender(options: SenderOptions, signal: AbortSignal): Promise<void> {
  const { queue, retry, rest } = options;
  let down = 0;
  while (!signal.aborted) {
    await options.afterOthers?.(signal);
    await recordAll(options);
    const mails = await queue.take({ max: down > 0 ? 1 : AT_ONCE, leaseMs: retry.leaseMs });
    const ends = await Promise.all(mails.map((mail) => sendOne(mail, options)));
    if (ends.includes('sent')) {
      if (down > 0) await queue.hurry();
      down = 0;
    } else if (ends.includes('unreachable')) {
      down += 1;
      await rest(Math.min(backoffMs(down, retry), retry.restMaxMs), signal);
    }
    if (mails.length > 0) continue;
    await rest(Math.min((await queue.untilNextMs()) ?? REST_MAX_MS, REST_MAX_MS), signal);
  }
}

type End = 'sent' | 'unreachable' | 'other';

async function sendOne(mail: QueuedMail, options: SenderOptions): Promise<End> {
  const { queue, transport, compose, log } = options;
  let composed: Composed | undefined;
  try {
    composed = await compose(mail);
  } catch (error) {
    log.warn({ mail: mail.messageId, kind: mail.kind, why: nameOf(error) }, 'a mail could not be written');
    await failed(mail, new NotSent('later', 'not written'), options);
    return 'other';
  }
  if (composed === undefined) {
    await queue.drop(mail);
    return 'other';
  }
  try {
    await transport.send(composed.message);
  } catch (error) {
    const notSent = error instanceof NotSent ? error : new NotSent('later', nameOf(error));
    await failed(mail, notSent, options);
    return notSent.kind === 'unreachable' ? 'unreachable' : 'other';
  }
  const { documentSha256 } = composed;
  const mine = await queue.sent(mail, { documentSha256, kept: transport.keepsHere === true });
  if (!mine) log.warn({ mail: mail.messageId }, 'a mail took longer than its lease and may have been sent twice');
  return 'sent';
}

async function failed(mail: QueuedMail, { kind, message: code }: NotSent, { queue, retry, log }: SenderOptions) {
  const about = { mail: mail.messageId, kind: mail.kind, attempt: mail.attempt, code };
  const lastOne = mail.attempt >= retry.attemptsMax;
  if (kind === 'refused' || lastOne) {
    log.warn(about, 'a mail was given up');
    await queue.dead(mail, code, kind === 'refused' ? 'refused' : 'gave-up');
    return;
  }
  log.info(about, 'a mail was not sent; another attempt follows');
  await queue.postpone(mail, kind === 'unreachable' ? UNREACHABLE : code, backoffMs(mail.attempt, retry));
}

/** What the last process could not write down, too. */
async function recordAll({ queue, record, log }: SenderOptions): Promise<void> {
  const outcomes = await queue.unrecorded(RECORD_MAX);
  if (outcomes.length === 0) return;
  const recorded = await Promise.all(
    outcomes.map(async (outcome) => {
      try {
        return (await record(outcome)) ? [outcome.messageId] : [];
      } catch (error) {
        // The store is away: the next round tries again.
        log.warn({ mail: outcome.messageId, why: nameOf(error) }, 'what became of a mail is not written down yet');
        return [];
      }
    }),
  );
  await queue.recorded(recorded.flat());
}

/** Its kind only: a message may repeat what it was about. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
