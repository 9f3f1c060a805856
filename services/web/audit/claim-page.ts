import { DEADLINE_WORDS, factsOf } from '@foja/api/audit/facts.ts';
import { readAmendments } from '@foja/api/audit/law-then.ts';
import { type Moment, momentIn } from '@foja/api/audit/moment.ts';
import { SEALS } from '@foja/api/audit/papers.ts';
import { type Standing, standingAt } from '@foja/api/audit/standing.ts';
import { type TrailEntry, trailOf } from '@foja/api/audit/trail.ts';
import { EVENT_WORDS, whoWords } from '@foja/casefiles/folder/words.ts';
import type { Claim, HistoryEntry } from '@foja/commands/commands.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { ofClaim, standingQuery } from '@foja/contracts/http/parameters.ts';
import { actionsOf } from '@foja/documents/views/actions.ts';
import { normOfAmendment } from '@foja/domain/deadline/index.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { longInstant } from '../layout/formats.ts';
import { instantOf, localOf } from '../panel/claims/lima-input.ts';
import { does } from '../panel/desk.ts';
import { type Bureau, page } from './bureau.ts';
import { queryOf, textIn } from './query.ts';

const PATH = '/auditoria/hojas/{claimId}';

/** A claim, act by act, and as it stood at the moment that was chosen. */
export function claimRoutes(app: FastifyInstance, bureau: Bureau): void {
  app.get('/auditoria/hojas/:claimId', does('claim/history', PATH, ofClaim), async (request, reply) => {
    const { claim, claimId } = claimIn(request);
    const moment = chosen(request.query, claim, bureau.clock());
    const amendments = await readAmendments(bureau.stored);
    const standing = standingAt(claim.history, moment, amendments);
    const trail = await trailOf(claimId, normIn(claim, bureau), { stored: bureau.stored, log: bureau.sealing?.log });
    const number = claim.state.number?.sheetNumber ?? 'sin número';
    return page(bureau, request, reply, {
      view: 'hoja',
      data: {
        titulo: `Hoja ${number}`,
        ancho: true,
        guiones: ['audit/replay.js'],
        ...{ claimId, nro: number },
        libro: claim.state.filed.bookCode,
        empresa: claim.state.filed.provider.legalName,
        ruc: claim.state.filed.ruc,
        ultimo: claim.history.length - 1,
        acto: standing?.claim.revision ?? 0,
        en: moment.kind === 'instant' ? localOf(moment.instant) : '',
        reloj: moment.clock,
        momento: standing === undefined ? undefined : standingView(standing),
        nadie: standing === undefined,
        actos: trail.map((entry) => actView(entry, standing?.claim.revision ?? -1)),
        trasladada: trail.some(({ recorded }) => apartMs(recorded) >= DAY_MS),
        alterada: trail.some(({ seal }) => seal === 'differs'),
      },
    });
  });
}

/** An act by its number, or an instant by the clock of Lima; the present where nothing is chosen. */
function chosen(query: unknown, { history }: Claim, now: string): Moment {
  const act = textIn(query, 'acto');
  const at = instantOf(textIn(query, 'en'));
  const asOf = act !== '' ? act : at;
  const parsed = queryOf(standingQuery, { asOf, clock: textIn(query, 'reloj') });
  return momentIn(history, { ...parsed, asOf: parsed.asOf, field: act === '' ? 'en' : 'acto' }, now);
}

export function claimIn({ located }: FastifyRequest): { readonly claim: Claim; readonly claimId: string } {
  if (located?.kind !== 'claim') throw new Problem('claim/not-found');
  return located;
}

/** What the filing rests on. */
export function normIn({ state }: Claim, { commands }: Pick<Bureau, 'commands'>): string {
  const { regimeId, lawVersion } = state.filed.deadline;
  return commands.lawAt(lawVersion).regimes.find(({ id }) => id === regimeId)?.norm ?? '';
}

function standingView(standing: Standing) {
  const { claim, deadline, law, later, moment, instant } = standing;
  const last = claim.history.at(-1);
  const { filed, response } = claim.state;
  return {
    titulo: headingOf(moment, last),
    cuando: instant,
    despues: later.length,
    hechos: factsOf(standing),
    plazo: DEADLINE_WORDS[deadline.state],
    dias: deadline.daysLeft,
    vencido: deadline.state === 'overdue' || deadline.state === 'answered-late',
    coincide: deadline.agrees,
    computo: deadline.computation,
    enmiendas: law.amended.map(({ amendment, metadata, recordedAt }) => ({
      norma: normOfAmendment(amendment),
      ocurrio: metadata.occurredAt,
      registro: recordedAt,
    })),
    otraFecha: law.dueOn === claim.state.dueOn ? undefined : law.dueOn,
    consumidor: filed.consumer.name,
    detalle: filed.detail,
    pedido: filed.request,
    dichos: actionsOf(claim.history).actions,
    respondio: response !== undefined,
    borrado: claim.state.erasedOn,
  };
}

function headingOf(moment: Moment, last: HistoryEntry | undefined): string {
  if (moment.kind === 'now') return 'Ahora';
  if (moment.kind === 'instant') return `El ${longInstant(moment.instant)}`;
  return last === undefined ? '' : `Tras el acto ${last.revision}: ${EVENT_WORDS[last.event.type].toLowerCase()}`;
}

export function actView({ recorded, norm, sha256, seal }: TrailEntry, shown: number) {
  const { revision, metadata, recordedAt, type, id } = recorded;
  return {
    ...{ revision, id, sha256 },
    norma: norm,
    que: (EVENT_WORDS as Readonly<Record<string, string>>)[type] ?? type,
    quien: whoWords({ ...metadata.actor, id: IDS[metadata.actor.id] ?? metadata.actor.id }),
    ocurrio: metadata.occurredAt,
    registro: recordedAt,
    aparte: apartMs(recorded) >= APART_MS,
    sello: SEALS[seal],
    sellado: seal === 'sealed',
    alterado: seal === 'differs',
    actual: revision === shown,
    futuro: revision > shown,
  };
}

/** Ids that say how, and not who. */
const IDS: Readonly<Record<string, string>> = {
  anonymous: 'sin identificarse',
  'tracking-token': 'con su enlace',
  operator: 'con la llave del operador',
  'command-line': 'en la línea de órdenes',
};

/** Below this the two clocks say the same: a command is decided an instant before it is stored. */
const APART_MS = 60_000;
const DAY_MS = 86_400_000;

function apartMs({ recordedAt, metadata }: TrailEntry['recorded']): number {
  return Math.abs(Date.parse(recordedAt) - Date.parse(metadata.occurredAt));
}
