import { rucOfFeed } from '@foja/contracts/integration/feeds.ts';
import type { RecordedEvent } from '@foja/ledger/port.ts';
import type { NewMessage } from '../log/port.ts';
import type { FeedClaim } from '../translation/claim.ts';
import { type Step, stepOnEvent } from '../translation/step.ts';
import { claimIdOf, countsOf, parkedOf, traced } from './on-batch.ts';
import type { WriterOptions } from './options.ts';
import type { Parked, ParkedEvent, Place } from './port.ts';

const CLAIMS_MAX = 100;

/**
 * Tells again what was parked and somebody asked for, as after an upgrade that can read it. The claim is gone through from its
 * first event, since what was parked was missing in all that was told after it; what was told is known by its id, and only what
 * is new comes, behind the rest. What still cannot be told stays parked, with its reason of now. @throws FencedOut
 */
export async function tellAsked(
  from: Place,
  options: Pick<WriterOptions, 'table' | 'stored' | 'law' | 'log'>,
): Promise<Place> {
  const { table, stored } = options;
  const asked = Map.groupBy(await table.asked(CLAIMS_MAX), ({ stream }) => stream);
  let place = from;
  for (const [stream, parked] of asked) {
    const events = (await stored.read(stream)).filter(({ position }) => position <= from.position);
    const known = (await table.claims(events.slice(0, 1).map(claimIdOf))).values().next().value;
    place = await table.commit(place, {}, { ...retold(events, { known, parked, place }, options), told: parked });
  }
  return place;
}

interface Before {
  /** The claim as it stands without what was parked. */
  readonly known: FeedClaim | undefined;
  readonly parked: readonly ParkedEvent[];
  readonly place: Place;
}

function retold(
  events: readonly RecordedEvent[],
  { known, parked, place }: Before,
  { law, log }: Pick<WriterOptions, 'law' | 'log'>,
) {
  const wanted = new Set(parked.map(({ revision }) => revision));
  const steps: Step[] = [];
  const still: Parked[] = [];
  let claim: FeedClaim | undefined;
  for (const recorded of events) {
    try {
      const step = stepOnEvent(claim, recorded, law());
      if (step === undefined) continue;
      // What time made was told of the claim that was known: it is neither told nor counted again.
      claim = claim === undefined ? { ...step.claim, told: known?.told ?? [] } : step.claim;
      const isNew = wanted.has(recorded.revision);
      const counts = isNew ? step.counts : step.counts.filter(({ name }) => name === 'overdue');
      steps.push({ ...step, counts, messages: step.messages.map((message) => traced(message, recorded)) });
    } catch (error) {
      still.push(parkedOf(recorded, error));
      log.error(
        { stream: recorded.stream, revision: recorded.revision, type: recorded.type },
        'still not told to the feeds',
      );
    }
  }
  const now = claim;
  return {
    messages: steps.flatMap(({ messages }) =>
      now === undefined ? messages : messages.map((one) => asItStands(one, now)),
    ),
    counts: countsOf(steps, place),
    claims: now === undefined ? [] : [now],
    parked: still,
  };
}

/** What is told late says how the claim stands now: a mirror that writes it over its row must not go back. */
function asItStands(message: NewMessage, { revision, type, status, dueDate }: FeedClaim): NewMessage {
  if (rucOfFeed(message.feed) === undefined) return message;
  return { ...message, data: { ...(message.data as object), revision, type, status, dueDate } };
}
