import * as claim from '@foja/domain/claim/index.ts';
import { type Law, regimeById } from '@foja/domain/deadline/index.ts';
import type { Decision } from '@foja/domain/decision.ts';
import type { EventMetadata } from '@foja/ledger/port.ts';
import type { Random } from './random.ts';
import { answersGiven, groundsGiven } from './words.ts';

export interface Lived {
  readonly event: claim.ClaimEvent;
  readonly actor: EventMetadata['actor'];
  readonly atMs: number;
}

const DAY_MS = 86_400_000;
const consumer = { role: 'consumer', id: 'tracking-token' };
const respondent = { role: 'respondent', id: 'seed00000000' };
const official = { role: 'indecopi', id: 'seed00000001' };
const clerk = { role: 'system', id: 'lapse-clerk' };

/**
 * What becomes of a numbered claim until `untilMs`: seen, offered, extended, answered in time or late, or left alone. Every
 * step goes through its decider, and one that a rule refuses simply does not happen.
 */
export function liveOn(
  filed: claim.ClaimState,
  { random, law, untilMs }: { readonly random: Random; readonly law: Law; readonly untilMs: number },
): Lived[] {
  const lived: Lived[] = [];
  let state = filed;
  let atMs = Date.parse(filed.filed.filedAt);

  /** Some days later, if that is not in the future. */
  function later(days: number, actor: Lived['actor'], decide: (now: string) => Decision<claim.ClaimEvent>): boolean {
    const thenMs = atMs + Math.max(60_000, Math.round(days * DAY_MS));
    if (thenMs > untilMs) return false;
    const decision = decide(new Date(thenMs).toISOString());
    if (!decision.ok) return false;
    atMs = thenMs;
    for (const event of decision.events) {
      state = claim.evolveClaim(state, event);
      lived.push({ event, actor, atMs });
    }
    return true;
  }

  const daysToDue = () => (Date.parse(`${state.dueOn}T23:00:00-05:00`) - atMs) / DAY_MS;

  if (random.chance(0.08)) return lived;
  later(random.next() * 3, respondent, () => claim.viewClaim(state));
  if (state.type === 'queja' && random.chance(0.1)) {
    later(0.1, respondent, (now) =>
      claim.reclassify(state, 'El contenido trata del producto, no de la atención.', { law, now }),
    );
  }
  if (random.chance(0.03)) {
    const reference = `CARTA-${random.between(100, 9999)}-INDECOPI`;
    if (
      later(random.next() * 4, official, (now) => claim.requestCopy(state, { reference }, { law, now })) &&
      random.chance(0.7)
    ) {
      later(1, respondent, () => claim.deliverCopy(state, { requestNumber: 1, medium: 'email' }));
    }
  }
  if (state.type === 'reclamo' && random.chance(0.18)) negotiate();
  if (regimeById(law, state.regimeId)?.extension !== undefined && random.chance(0.2)) {
    later(daysToDue() * 0.7, respondent, (now) =>
      claim.extendDeadline(
        state,
        { reason: 'Se espera el informe técnico del fabricante.', thirdParty: 'Fabricante de Ejemplo S.A.' },
        { law, now },
      ),
    );
  }
  if (random.chance(0.94)) answer();
  if (claim.isClosed(state) && random.chance(0.05)) {
    later(random.between(3, 20), consumer, () => claim.reportFulfilment(state, { fulfilled: random.chance(0.8) }));
  }
  return lived;

  function negotiate(): void {
    const text = 'Le ofrecemos el cambio del producto o un vale por su valor.';
    const offered = later(random.next() * 4, respondent, (now) =>
      claim.offerSettlement(state, { mode: 'remote', medium: 'email', text, communicatedAt: now }, { law, now }),
    );
    if (!offered) return;
    const offerNumber = state.offers.length;
    const end = random.next();
    if (end < 0.45) {
      later(random.next() * 2, consumer, (now) =>
        claim.acceptOffer(state, { offerNumber, means: 'online', by: 'consumer' }, { law, now }),
      );
    } else if (end < 0.7) {
      later(random.next() * 2, consumer, (now) =>
        claim.rejectOffer(state, { offerNumber, by: 'consumer' }, { law, now }),
      );
    } else later(9, clerk, (now) => claim.lapseOffer(state, { law, now }));
  }

  function answer(): void {
    if (claim.isClosed(state)) return;
    const late = random.chance(0.09);
    const days = late ? daysToDue() + random.between(1, 12) : daysToDue() * (0.2 + 0.75 * random.next());
    const verdict = random.next();
    const outcome = verdict < 0.45 ? 'accepted' : verdict < 0.7 ? 'partly-accepted' : 'refused';
    const texts: readonly [string, ...string[]] = answersGiven[outcome];
    later(days, respondent, (now) =>
      claim.respond(
        state,
        {
          outcome,
          text: random.pick(texts),
          ...(outcome === 'refused' ? { grounds: random.pick(groundsGiven) } : {}),
          medium: state.filed.responseMedium,
          communicatedAt: now,
        },
        { law, now },
      ),
    );
  }
}
