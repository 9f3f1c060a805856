import type { EventOf } from '@foja/contracts';
import { extensionAllowed, limaDateOf, regimeFor } from '../deadline/index.ts';
import { type Decision, happened, refuse } from '../decision.ts';
import { type Circumstances, claimDueOn, isStillToCome, regimeOf } from './clock.ts';
import { refusalWhereClosed, withLapse } from './settlement.ts';
import { type ClaimState, evolveClaim } from './state.ts';

type Lapsed = EventOf<'SettlementLapsed'>;

/** The first look; a second one is no news. */
export function viewClaim(claim: ClaimState): Decision<EventOf<'ClaimViewed'>> {
  return claim.viewed ? happened() : happened({ type: 'ClaimViewed', data: {} });
}

/** The content decides, not the box ticked (Reglamento, art. 6): a queja may turn out a reclamo, never the reverse. */
export function reclassify(
  claim: ClaimState,
  reason: string,
  { law }: Circumstances,
): Decision<EventOf<'ClaimReclassified'>> {
  const norm = 'Reglamento, art. 6';
  const closed = refusalWhereClosed(claim);
  if (closed !== undefined) return { ok: false, refusal: closed };
  if (claim.type !== 'queja') return refuse('claim/not-a-queja', { norm });
  const filedOn = limaDateOf(claim.filed.filedAt);
  const regime = regimeFor(law, { sector: claim.filed.provider.sector, type: 'reclamo', filedOn });
  if (regime === undefined) return refuse('claim/no-regime', { norm });
  const due = claimDueOn(law, { ...claim, regimeId: regime.id });
  const deadline = { regimeId: regime.id, lawVersion: law.version, dueOn: due };
  return happened({ type: 'ClaimReclassified', data: { from: 'queja', to: 'reclamo', reason, deadline } });
}

/** Only where the regime knows an extension, told before the first term ends; else refused with the norm that forbids it. */
export function extendDeadline(
  claim: ClaimState,
  { reason, thirdParty }: { reason: string; thirdParty?: string | undefined },
  about: Circumstances,
): Decision<EventOf<'DeadlineExtended'> | Lapsed> {
  const { state, events } = withLapse(claim, about);
  const closed = refusalWhereClosed(state);
  if (closed !== undefined) return { ok: false, refusal: closed };
  const regime = regimeOf(about.law, state);
  const extendedOn = limaDateOf(about.now);
  const verdict = extensionAllowed(regime, {
    today: extendedOn,
    firstDueOn: state.dueOn,
    timesExtended: state.extendedOn.length,
    thirdParty: thirdParty !== undefined,
  });
  if (!verdict.ok) return refuse(verdict.code, { norm: verdict.norm, detail: { dueOn: state.dueOn } });
  const after = { ...state, extendedOn: [...state.extendedOn, extendedOn] };
  const data: EventOf<'DeadlineExtended'>['data'] = {
    reason,
    ...(thirdParty === undefined ? {} : { thirdParty }),
    extendedOn,
    previousDueOn: state.dueOn,
    dueOn: claimDueOn(about.law, after),
    norm: verdict.norm,
  };
  return happened<EventOf<'DeadlineExtended'> | Lapsed>(...events, { type: 'DeadlineExtended', data });
}

export type Answer = Pick<
  EventOf<'ClaimResponded'>['data'],
  'outcome' | 'text' | 'grounds' | 'medium' | 'communicatedAt'
>;

/** The legal act is telling the consumer: `communicatedAt` closes the clock and decides whether it was late. */
export function respond(
  claim: ClaimState,
  answer: Answer,
  about: Circumstances,
): Decision<EventOf<'ClaimResponded'> | Lapsed> {
  const { state, events } = withLapse(claim, about);
  const norm = `Código, art. 24; Reglamento, art. ${state.type === 'queja' ? '6-B' : '6'}`;
  const closed = refusalWhereClosed(state);
  if (closed !== undefined) return { ok: false, refusal: closed };
  if (answer.outcome === 'refused' && answer.grounds === undefined) return refuse('response/grounds-missing', { norm });
  if (answer.medium !== 'email' && answer.medium !== 'letter') return refuse('response/wrong-medium', { norm });
  const { communicatedAt } = answer;
  if (isStillToCome(communicatedAt, about.now)) return refuse('response/communicated-in-future', { norm });
  if (Date.parse(communicatedAt) < Date.parse(state.filed.filedAt)) {
    return refuse('response/communicated-before-filing', { norm });
  }
  const late = limaDateOf(communicatedAt) > state.dueOn;
  const warnings =
    answer.medium === state.filed.responseMedium ? [] : [{ field: 'medium', code: 'response/other-medium' }];
  const responded: EventOf<'ClaimResponded'> = { type: 'ClaimResponded', data: { ...answer, late, warnings } };
  return happened<EventOf<'ClaimResponded'> | Lapsed>(...events, responded);
}

/** A later decree or a corrected regime: the date moves, visibly; nothing is said where it does not. */
export function reviseDeadline(
  claim: ClaimState,
  { law, norm }: { readonly law: Circumstances['law']; readonly norm: string },
): Decision<EventOf<'DeadlineRevised'>> {
  if (refusalWhereClosed(claim) !== undefined) return happened();
  const filedOn = limaDateOf(claim.filed.filedAt);
  const regime = regimeFor(law, { sector: claim.filed.provider.sector, type: claim.type, filedOn });
  if (regime === undefined) return refuse('claim/no-regime', { norm });
  const data = { previousDueOn: claim.dueOn, regimeId: regime.id, lawVersion: law.version, norm };
  const after = evolveClaim(claim, { type: 'DeadlineRevised', data: { ...data, dueOn: claim.dueOn } });
  const dueOn = claimDueOn(law, after);
  return dueOn === claim.dueOn ? happened() : happened({ type: 'DeadlineRevised', data: { ...data, dueOn } });
}
