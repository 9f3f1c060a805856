import { setTimeout as delay } from 'node:timers/promises';
import { readRetention } from '@foja/commands/retention.ts';
import { leastYears } from '@foja/domain/claim/index.ts';
import { addYears, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { RegisterQueries } from '@foja/projections';
import type pg from 'pg';
import { v4 as uuid, v5 as uuidv5 } from 'uuid';
import { decideErasure, type ErasureParts } from '../erasure/erasure.ts';
import { carryOutFormerStaff, eraseFormerStaff } from '../erasure/staff.ts';
import { carryOutUnfinished } from '../erasure/unfinished.ts';

/** Names the command that erases one claim: whoever sends it twice changes nothing twice. */
const ERASE = '8f1c6a52-7d0e-5b3f-9a64-2c7e1d90b4a8';
/** The hour in Lima at which fewest people are about. */
const HOUR = 3;
const LOOK_MS = 5 * 60_000;
const PAGE = 2_000;

export interface RetentionOptions extends ErasureParts {
  readonly pool: pg.Pool;
  readonly register: Pick<RegisterQueries, 'keptSince'>;
  readonly signal: AbortSignal;
  readonly log: { info(about: object, message: string): void; warn(about: object, message: string): void };
  readonly lookMs?: number;
}

/**
 * Once a night: erases what need not be kept any longer (Ley 29733, art. 8), and carries out whatever erasure is unfinished;
 * the latter at the start, too.
 */
export async function runRetention(options: RetentionOptions): Promise<void> {
  const { signal, clock, lookMs = LOOK_MS } = options;
  // Asked before anything is finished: that may take until after the hour, whose round is then still to come.
  let doneOn = hourIn(clock()) >= HOUR ? limaDateOf(clock()) : '';
  await finish(options);
  while (!signal.aborted) {
    const today = limaDateOf(clock());
    if (today !== doneOn && hourIn(clock()) >= HOUR) {
      await eraseDue(options);
      await eraseFormerStaff(options);
      await finish(options);
      doneOn = today;
    }
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Appends ClaimErased to every claim whose terms are over and that nothing keeps; answers how many. */
export async function eraseDue(
  options: Pick<RetentionOptions, 'commands' | 'store' | 'clock' | 'register' | 'signal'>,
): Promise<number> {
  const { store, clock, register, signal } = options;
  const before = addYears(limaDateOf(clock()), -leastYears(await readRetention(store)));
  let erased = 0;
  let after: string | undefined;
  while (!signal.aborted) {
    const page = await register.keptSince({ filedUntil: before, concludedUntil: before, after, limit: PAGE });
    for (const claimId of page) {
      if (signal.aborted) break;
      const by = {
        actor: { role: 'system', id: 'retention' },
        commandId: uuidv5(claimId, ERASE),
        correlationId: uuid(),
      };
      // Refused where something keeps it: a longer term, a hold, a request of Indecopi's.
      const result = await decideErasure(options, claimId, { cause: 'retention', by });
      if (result.ok && !result.repeated) erased += 1;
    }
    after = page.at(-1);
    if (page.length < PAGE) break;
  }
  return erased;
}

async function finish(options: RetentionOptions): Promise<void> {
  const { log } = options;
  const staff = await carryOutFormerStaff(options);
  if (staff > 0) log.info({ staff }, 'personal data of former staff erased');
  const done = await carryOutUnfinished(options);
  if (done.claims > 0) log.info(done, 'personal data erased');
}

function hourIn(instant: string): number {
  return (new Date(instant).getUTCHours() + 24 - 5) % 24; // Lima is UTC-5 all year
}
