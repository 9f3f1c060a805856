import type { Claim, HistoryEntry } from '@foja/commands/commands.ts';
import { bookId, claimId, filed } from '@foja/domain/claim/examples.ts';
import { type ClaimEvent, evolveClaim } from '@foja/domain/claim/index.ts';

/** Claims as the command side hands them out, told by their events. */

/** @throws without events. */
export function claimOf(...events: ClaimEvent[]): Claim {
  let state: Claim['state'] | undefined;
  for (const event of events) state = evolveClaim(state, event);
  if (state === undefined) throw new Error('a claim begins with ClaimFiled');
  return { state, history: events.map(entry), revision: events.length - 1 };
}

export function filedClaim(change: Parameters<typeof filed>[0] = {}, ...later: ClaimEvent[]): Claim {
  return claimOf(filed(change), numbered(), ...later);
}

export function numbered(correlative = 1, year = 2026): ClaimEvent {
  const sheetNumber = `${String(correlative).padStart(9, '0')}-${year}`;
  return { type: 'SheetNumbered', data: { bookId, year, correlative, sheetNumber } };
}

function entry(event: ClaimEvent, revision: number): HistoryEntry {
  return {
    event,
    id: `${claimId.slice(0, -4)}${String(revision).padStart(4, '0')}`,
    version: 1,
    revision,
    position: BigInt(revision + 1),
    recordedAt: '2026-10-05T18:42:01-05:00',
    metadata: {
      occurredAt: '2026-10-05T18:42:00-05:00',
      actor: { role: 'consumer', id: 'public' },
      causationId: claimId,
      correlationId: claimId,
    },
  };
}
