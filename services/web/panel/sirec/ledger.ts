import type { Caller } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import type { EventOf } from '@foja/contracts';
import { decodeEvent, encodeEvent } from '@foja/ledger/codec.ts';
import { type EventStore, NO_STREAM } from '@foja/ledger/port.ts';

type Reported = EventOf<'SirecReported'>['data'];

const PAGE = 500;

/** Every report that was handed in, the first one first. A report is a sworn statement, so it is an event like any other. */
export async function reportsOf(store: EventStore, ruc: string): Promise<{ reports: Reported[]; revision: number }> {
  const reports: Reported[] = [];
  for (;;) {
    const page = await store.read(stream(ruc), { from: reports.length, max: PAGE });
    for (const recorded of page) {
      const { event } = decodeEvent(recorded);
      if (event.type === 'SirecReported') reports.push(event.data);
    }
    if (page.length < PAGE) return { reports, revision: reports.length - 1 };
  }
}

/** What is known to SIREC of each claim: its record, and whether the answer was in it. */
export function reportedClaims(reports: readonly Reported[]): ReadonlyMap<string, { readonly answered: boolean }> {
  const known = new Map<string, { answered: boolean }>();
  for (const { claims } of reports) {
    for (const { claimId, answered } of claims) {
      known.set(claimId, { answered: answered || (known.get(claimId)?.answered ?? false) });
    }
  }
  return known;
}

/** False where somebody else recorded a report since `revision`: what was pending then may no longer be. */
export async function recordReport(
  store: EventStore,
  ruc: string,
  report: Omit<Reported, 'reportId'>,
  { by, revision }: { readonly by: Caller; readonly revision: number },
): Promise<boolean> {
  const reportId = eventId(by.commandId, 'report');
  const { reports } = await reportsOf(store, ruc);
  if (reports.some((other) => other.reportId === reportId)) return true; // the same form, sent twice
  const metadata = {
    occurredAt: report.reportedAt,
    actor: by.actor,
    causationId: by.commandId,
    correlationId: by.correlationId,
  };
  const event = encodeEvent(
    { type: 'SirecReported', data: { reportId, ...report } },
    eventId(by.commandId, 0),
    metadata,
  );
  const expectedRevision = revision < 0 ? NO_STREAM : revision;
  const result = await store.append({ stream: stream(ruc), expectedRevision, events: [event] });
  return result.outcome === 'appended';
}

function stream(ruc: string): string {
  return `sirec-${ruc}`;
}
