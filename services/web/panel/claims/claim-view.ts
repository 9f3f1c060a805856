import { actorOfRecord } from '@foja/api/actor.ts';
import { claimAnswer } from '@foja/api/operations/claim-answer.ts';
import type { Claim } from '@foja/commands/commands.ts';
import { problems } from '@foja/contracts';
import { namedOnlyWords } from '@foja/documents/views/attachments.ts';
import { whoseDateInFull } from '@foja/documents/views/due-words.ts';
import {
  type Circumstances,
  type ClaimState,
  claimComputation,
  extendDeadline,
  isClosed,
  offerSettlement,
  pendingOffer,
  withLapse,
} from '@foja/domain/claim/index.ts';
import { daysLeft, limaDateOf, regimeById } from '@foja/domain/deadline/index.ts';
import type { StaffMember } from '@foja/domain/provider/index.ts';
import { lastDayWithin, SOON_BUSINESS_DAYS, stateOf } from '@foja/projections/deadlines/item.ts';
import { actorOf, type Desk, may, type Person } from '../desk.ts';
import { timelineOf } from './timeline.ts';
import { CHANNELS, clockWords, MEDIA, OUTCOMES, TYPES, warningWords } from './words.ts';

/** A claim as the page shows it: everything on one screen. */
export function claimView(desk: Desk, person: Person, claim: Claim, staff: ReadonlyMap<string, StaffMember>) {
  const now = desk.clock();
  const law = desk.commands.lawAt(claim.state.lawVersion);
  const about: Circumstances = { law, now };
  const { state } = withLapse(claim.state, about);
  const answer = claimAnswer({ ...claim, state }, actorOf(person));
  const { filed } = state;
  const pending = pendingOffer(state);
  return {
    reclamo: answer,
    tipo: TYPES[state.type],
    declarado: state.type === filed.declaredType ? undefined : TYPES[filed.declaredType],
    canal: CHANNELS[filed.channel],
    papel: filed.paperNumber,
    proveedor: filed.provider,
    avisos: filed.warnings.map(({ code }) => warningWords(code)),
    plazo: clockOf(desk, state, limaDateOf(now)),
    computo: computationOf(state, about),
    medioPedido: MEDIA[filed.responseMedium],
    respuesta:
      state.response === undefined ? undefined : { ...state.response, sentido: OUTCOMES[state.response.outcome] },
    ofertas: answer.offers.map((offer) => ({
      ...offer,
      como: offer.mode === 'remote' ? `A distancia, ${MEDIA[offer.medium]}` : 'En persona',
      estado: OFFER_STATES[offer.status],
      pendiente: offer.offerNumber === pending?.offerNumber,
    })),
    pruebas: answer.evidence.map((file) => ({
      ...file,
      de: file.by === 'consumer' ? 'del consumidor' : 'de la empresa',
      sinArchivo: namedOnlyWords(file.bytes),
    })),
    pedidos: (answer.copyRequests ?? []).map((request) => ({
      ...request,
      porque: whoseDateInFull(request, desk.commands.lawAt),
    })),
    descargos: claim.history.flatMap(({ event }) =>
      event.type === 'DescargosAttached' ? [{ ...event.data, sinArchivo: namedOnlyWords(event.data.bytes) }] : [],
    ),
    historia: timelineOf(claim.history, staff),
    abierto: !isClosed(state),
    esQueja: state.type === 'queja' && !isClosed(state),
    puede: { atender: may(person, 'claim/respond') },
    ampliacion: extensionOf(state, about),
    ofrecimiento: offerRuleOf(state, about),
    archivos: desk.files !== undefined,
    respondido: state.response !== undefined,
    revision: claim.revision,
    actor: actorOfRecord(actorOf(person)).id,
  };
}

export type ClaimView = ReturnType<typeof claimView>;

const OFFER_STATES: Readonly<Record<string, string>> = {
  pending: 'Espera al consumidor',
  accepted: 'Aceptado',
  rejected: 'No aceptado',
  lapsed: 'Sin respuesta en su plazo',
  superseded: 'Reemplazado por otro',
  'ended-by-response': 'Terminado por la respuesta',
};

function clockOf({ commands }: Desk, state: ClaimState, today: string) {
  const law = commands.law();
  const pending = pendingOffer(state);
  const late = state.response?.late ?? (state.settledOn !== undefined && state.settledOn > state.dueOn);
  const clock = isClosed(state) ? (late ? 'late' : 'on-time') : 'open';
  const lapsesOn = pending?.lapsesOn ?? null;
  const deadlineState = stateOf(
    { clock, dueOn: state.dueOn, lapsesOn },
    today,
    lastDayWithin(law, today, SOON_BUSINESS_DAYS),
  );
  const unit = regimeById(law, state.regimeId)?.term.unit ?? 'business';
  const left = clock === 'open' && deadlineState !== 'suspended' ? daysLeft(law, unit, today, state.dueOn) : null;
  return clockWords({ state: deadlineState, daysLeft: left, unit, offerLapsesOn: lapsesOn });
}

function computationOf(state: ClaimState, { law }: Circumstances) {
  const { norm, days, term, note } = claimComputation(law, state);
  return { norma: norm, dias: days, plazo: term, nota: note };
}

/** Asks the rule itself what it would say, so that the page never promises what the command refuses. */
function extensionOf(state: ClaimState, about: Circumstances) {
  const told = extendDeadline(state, { reason: '-' }, about);
  if (told.ok) return { cabe: true, tercero: false };
  const { code, norm } = told.refusal;
  if (code === 'extension/third-party-missing') return { cabe: true, tercero: true, norma: norm };
  return { cabe: false, porQue: problems[code].es, norma: norm };
}

function offerRuleOf(state: ClaimState, about: Circumstances) {
  const command = { mode: 'remote', medium: 'email', text: '-', communicatedAt: about.now } as const;
  const told = offerSettlement(state, command, about);
  if (!told.ok) return { cabe: false, porQue: problems[told.refusal.code].es };
  const offered = told.events.find(({ type }) => type === 'SettlementOffered');
  const lapsesOn = offered?.type === 'SettlementOffered' ? offered.data.lapsesOn : undefined;
  return { cabe: true, pausaHasta: lapsesOn };
}
