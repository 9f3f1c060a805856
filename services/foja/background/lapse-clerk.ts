import { setTimeout as delay } from 'node:timers/promises';
import type { Commands } from '@foja/commands';
import { lapseOffer } from '@foja/domain/claim/index.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { DeadlineQueries } from '@foja/projections';
import { v4 as uuid, v5 as uuidv5 } from 'uuid';

/** Names the command that lets one offer lapse: whoever sends it twice changes nothing twice. */
const LAPSE = '0f6d9f3e-2c1b-5e0a-8d43-6a1f7c2b9e55';
const EVERY_MS = 30_000;
const PAGE = 200;

export interface LapseClerkOptions {
  readonly commands: Commands;
  readonly deadlines: Pick<DeadlineQueries, 'lapsedOffers'>;
  readonly clock: () => string;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

/** Writes down, day by day, which remote offers nobody accepted in time (Reglamento, art. 6-A.2.b). */
export async function runLapseClerk(options: LapseClerkOptions): Promise<void> {
  const { signal, everyMs = EVERY_MS } = options;
  while (!signal.aborted) {
    await lapseOffers(options);
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One round; answers how many lapsed. What the read model does not know yet waits for the next round. */
export async function lapseOffers({
  commands,
  deadlines,
  clock,
  signal,
}: Omit<LapseClerkOptions, 'everyMs'>): Promise<number> {
  const offers = await deadlines.lapsedOffers({ today: limaDateOf(clock()), limit: PAGE });
  let lapsed = 0;
  for (const { claimId, offerNumber } of offers) {
    if (signal.aborted) break;
    const commandId = uuidv5(`${claimId} ${offerNumber}`, LAPSE);
    const actor = { role: 'system', id: 'lapse-clerk' };
    // Refused where the read model is behind: it has lapsed, been answered, or the claim has ended meanwhile.
    const result = await commands.onClaim(claimId, lapseOffer, { actor, commandId, correlationId: uuid() });
    if (result.ok && !result.repeated) lapsed += 1;
  }
  return lapsed;
}
