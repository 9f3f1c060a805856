import { type ClaimEvent, isClaimEvent } from '@foja/domain/claim/index.ts';
import { type Law, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { Json, RecordedEvent } from '@foja/ledger/port.ts';
import type { NewMessage } from '../log/port.ts';
import { alertsOf, isAtOrBefore, toldAs } from './alerts.ts';
import { type Alert, evolveFeedClaim, type FeedClaim } from './claim.ts';
import type { Counted } from './counts.ts';
import { type Draft, tellingOf } from './draft.ts';
import { idOfAlert, idOfFact } from './ids.ts';
import { impersonal } from './impersonal.ts';
import { newsOf } from './on-event.ts';

/** What became of a claim, and what is to be told of it. */
export interface Step {
  readonly claim: FeedClaim;
  readonly messages: readonly NewMessage[];
  /** Each with the day in Lima on which it happened. */
  readonly counts: readonly { readonly day: string; readonly name: Counted }[];
}

/**
 * One event of a claim: first what time had brought about before it, then what it tells itself.
 * Pure: the same events under the same law make the same messages, with the same ids.
 * @throws UnreadableEvent, and where a claim does not begin with its filing
 */
export function stepOnEvent(before: FeedClaim | undefined, recorded: RecordedEvent, law: Law): Step | undefined {
  const event = impersonal(recorded);
  if (!isClaimEvent(event)) return undefined;
  const { occurredAt } = recorded.metadata;
  const waited = before === undefined ? undefined : stepOnTime(before, occurredAt);
  const evolved = evolveFeedClaim(waited?.claim, event, recorded.revision);
  const claim = withAlerts(waited?.claim, evolved, event, occurredAt, law);
  const news = newsOf(event, { before: waited?.claim, after: claim, occurredAt });
  const day = limaDateOf(occurredAt);
  return {
    claim,
    messages: [
      ...(waited?.messages ?? []),
      ...news.drafts.map((draft) => ({
        ...messageOf(draft, { id: idOfFact(recorded.id, draft.type), claim, time: occurredAt }),
        position: recorded.position,
      })),
    ],
    counts: [...(waited?.counts ?? []), ...news.counts.map((name) => ({ day, name }))],
  };
}

/** What is due of a claim's alerts by `now`, an instant. */
export function stepOnTime(claim: FeedClaim, now: string): Step {
  const due = claim.alerts.filter(({ at }) => isAtOrBefore(at, now));
  if (due.length === 0) return { claim, messages: [], counts: [] };
  const after = {
    ...claim,
    alerts: claim.alerts.slice(due.length),
    told: [...claim.told, ...due.map(({ kind }) => toldAs(claim.dueDate, kind))],
  };
  return {
    claim: after,
    messages: due.map((alert) =>
      messageOf(draftOf(alert, claim), {
        id: idOfAlert(claim.claimId, claim.dueDate, alert.kind),
        claim,
        time: alert.at,
      }),
    ),
    counts: due.flatMap(({ kind, at }) => (kind === 'overdue' ? [{ day: limaDateOf(at), name: kind }] : [])),
  };
}

function draftOf({ kind, at }: Alert, claim: FeedClaim): Draft {
  if (claim.number === null) throw new Error(`claim ${claim.claimId} has an alert and no number`);
  const tell = tellingOf(claim, claim.number, at);
  if (kind === 'overdue') return tell.firm('foja.claim.overdue.v1', {});
  return tell.firm('foja.claim.due-soon.v1', { businessDays: kind === 'due-soon-5' ? 5 : 2 });
}

/** Worked out again whenever the due date, or whether the clock runs, changes. */
function withAlerts(
  before: FeedClaim | undefined,
  after: FeedClaim,
  { type }: ClaimEvent,
  since: string,
  law: Law,
): FeedClaim {
  const stands = before?.dueDate === after.dueDate && before.status === after.status && type !== 'SheetNumbered';
  return stands || type === 'ClaimFiled' ? after : { ...after, alerts: alertsOf(after, since, law) };
}

function messageOf(
  { feed, type, data }: Draft,
  { id, claim, time }: { readonly id: string; readonly claim: FeedClaim; readonly time: string },
): NewMessage {
  return { feed, id, type, subject: claim.claimId, time, data: data as Json };
}
