import { isDeepStrictEqual } from 'node:util';
import type { EventOf, ProviderEvent } from '@foja/contracts';
import type { ClaimDecider, ClaimEvent } from '@foja/domain/claim/index.ts';
import type { Law } from '@foja/domain/deadline/index.ts';
import type { Decision } from '@foja/domain/decision.ts';
import { evolveProvider, initialProvider, type ProviderState } from '@foja/domain/provider/index.ts';
import { decodeEvent } from '@foja/ledger/codec.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import { foldClaim, readStream } from './claim-reader.ts';
import type { Caller, Claim, CommandResult, Filing } from './commands.ts';
import { providerStream } from './directory.ts';

/** Whether a filing says what the stored one says: what makes a repeated Idempotency-Key a repetition. */
export function sameFiling(filed: EventOf<'ClaimFiled'>['data'], { body, channel, paperNumber }: Filing): boolean {
  const stored = {
    type: filed.declaredType,
    consumer: filed.consumer,
    good: filed.good,
    detail: filed.detail,
    request: filed.request,
    responseMedium: filed.responseMedium,
    channel: filed.channel,
    paperNumber: filed.paperNumber,
  };
  const { type, consumer, good, detail, request, responseMedium } = body;
  const sent = { type, consumer, good, detail, request, responseMedium, channel, paperNumber };
  return isDeepStrictEqual(plain(stored), plain(sent));
}

/**
 * The answer to a command that this claim has already carried out. Deciders are pure, so deciding again on the claim as
 * it was then tells whether the content is the same too; other content under the same id is refused.
 */
export async function repeatedClaimCommand(
  claim: Claim,
  decide: ClaimDecider,
  by: Caller,
  lawAt: (version: string) => Promise<Law>,
): Promise<CommandResult<Claim> | undefined> {
  const mine = claim.history.filter(({ metadata }) => metadata.causationId === by.commandId);
  // A date that moved with the law is written along with the command, but is none of its content.
  const content = mine.filter(({ event }) => event.type !== 'DeadlineRevised');
  const [first] = content.length === 0 ? mine : content;
  const last = mine.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const before = foldClaim(claim.history.filter(({ revision }) => revision < first.revision));
  if (before === undefined) return undefined;
  const law = await lawAt(before.state.lawVersion);
  const inForce = await inForceThen(content, law, lawAt);
  const again = decide(before.state, { law, inForce, now: first.metadata.occurredAt });
  const stored = (content.length === 0 ? mine : content).map(({ event }) => event);
  if (!again.ok || !isDeepStrictEqual(plain(again.events.map(asSaid)), plain(stored.map(asSaid)))) {
    return { ok: false, refusal: { code: 'idempotency/reused' } };
  }
  return { ok: true, state: claim, revision: claim.revision, position: last.position, repeated: true };
}

/** Whether a file's bytes lie here was not written down at first, and is none of what the command says. */
function asSaid(event: ClaimEvent): object {
  if (event.type !== 'EvidenceAttached' && event.type !== 'DescargosAttached') return event;
  const { bytes: _bytes, ...said } = event.data;
  return { ...event, data: said };
}

/** The law by which a request of Indecopi's got its date; from before there were rules for that, one without any. */
async function inForceThen(content: Claim['history'], law: Law, lawAt: (version: string) => Promise<Law>) {
  for (const { event } of content) {
    if (event.type !== 'IndecopiCopyRequested') continue;
    const { dueSetBy, dueRule } = event.data;
    if (dueRule !== undefined) return lawAt(dueRule.lawVersion);
    if (dueSetBy === 'nobody') return { ...law, copyTerms: [] };
  }
  return law;
}

/** The same for a provider's stream: short, and read only for the rare commands on it. */
export async function repeatedProviderCommand(
  store: EventStore,
  ruc: string,
  decide: (provider: ProviderState) => Decision<ProviderEvent>,
  by: Caller,
): Promise<CommandResult<ProviderState> | undefined> {
  const recorded = await readStream(store, providerStream(ruc));
  const first = recorded.findIndex(({ metadata }) => metadata.causationId === by.commandId);
  const last = recorded.at(-1);
  if (first === -1 || last === undefined) return undefined;
  const events = recorded.map((one) => decodeEvent(one).event as ProviderEvent);
  const stored = events.filter((_, index) => recorded[index]?.metadata.causationId === by.commandId);
  const again = decide(events.slice(0, first).reduce(evolveProvider, initialProvider));
  if (!again.ok || !isDeepStrictEqual(plain(again.events), plain(stored))) {
    return { ok: false, refusal: { code: 'idempotency/reused' } };
  }
  const state = events.reduce(evolveProvider, initialProvider);
  return { ok: true, state, revision: last.revision, position: last.position, repeated: true };
}

/** As JSON sees it: absent and undefined are the same. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
