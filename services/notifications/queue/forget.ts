import type { MailTransport } from '../sending/transport.ts';
import type { MailQueue } from './queue.ts';

/**
 * How long a mail that was sent, given up or dropped is still listed. No reason to write comes back after so long: reminders
 * of an overdue claim end within weeks, and the ledger is read for each event once.
 */
const KEPT_DAYS = 180;
const AT_ONCE = 5_000;
const DAY_MS = 86_400_000;

export interface Forgetting {
  readonly queue: Pick<MailQueue, 'forget'>;
  readonly transport: Pick<MailTransport, 'forget'>;
  readonly clock: () => string;
}

/** Forgets old mails, once a day however often it is called: rows of the queue, and the files of an outbox, which hold names and addresses. */
export function forgetter({ queue, transport, clock }: Forgetting): (signal?: AbortSignal) => Promise<number> {
  let lookedOn = '';
  return async (signal) => {
    const now = clock();
    const day = now.slice(0, 10);
    if (day === lookedOn) return 0;
    const before = new Date(Date.parse(now) - KEPT_DAYS * DAY_MS).toISOString();
    let forgotten = 0;
    for (let some = AT_ONCE; some === AT_ONCE && signal?.aborted !== true; forgotten += some) {
      some = await queue.forget(before, AT_ONCE);
    }
    await transport.forget?.(before);
    lookedOn = day;
    return forgotten;
  };
}
