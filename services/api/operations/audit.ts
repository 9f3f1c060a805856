import { Problem } from '@foja/commands/problems/problem.ts';
import type { auditRoutes } from '@foja/contracts/http/routes/audit.ts';
import { normOfAmendment } from '@foja/domain/deadline/index.ts';
import { rucsOf } from '../actor.ts';
import { type Differences, differencesOf } from '../audit/differences.ts';
import { readAmendments } from '../audit/law-then.ts';
import { type MomentClock, momentIn } from '../audit/moment.ts';
import { papers } from '../audit/papers.ts';
import { sampleAnswer, sampleParameters } from '../audit/sample.ts';
import { type Standing, standingAt } from '../audit/standing.ts';
import { trailOf } from '../audit/trail.ts';
import type { Operations, World } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import type { Located } from '../locate.ts';
import { claimAnswer } from './claim-answer.ts';
import { computationAnswer } from './computation-answer.ts';
import { claimOf } from './located.ts';

/** Replay, for programs; the pages at /auditoria show the same. */
export const auditOperations: Operations<typeof auditRoutes> = {
  async readTrail(call, { stored, sealing, commands }) {
    const { claim, claimId } = claimOf(call);
    const { regimeId, lawVersion } = claim.state.filed.deadline;
    const norm = commands.lawAt(lawVersion).regimes.find(({ id }) => id === regimeId)?.norm ?? '';
    const trail = await trailOf(claimId, norm, { stored, log: sealing?.log });
    const events = trail.map(({ recorded, norm, sha256, leaf, seal }) => {
      const { revision, position, id, type, version, metadata, recordedAt, data } = recorded;
      const { actor, causationId, correlationId } = metadata;
      const occurredAt = limaInstant(metadata.occurredAt);
      return {
        ...{ revision, position: position.toString(), id, type, version, occurredAt },
        ...{ recordedAt: limaInstant(recordedAt), actor, causationId, correlationId, norm, sha256, leaf, sealed: seal },
        stored: data,
      };
    });
    return { status: 200, body: { claimId, events } };
  },

  async readStanding(call, world) {
    const { claimId } = claimOf(call);
    const standing = await standingOf(call.located, { ...call.query, field: 'asOf' }, world);
    const { deadline, law, later, claim } = standing;
    const { state, today, daysLeft, unit, computation, agrees } = deadline;
    return {
      status: 200,
      body: {
        claimId,
        asOf: momentAnswer(standing),
        claim: claimAnswer(claim, call.actor),
        deadline: { state, today, daysLeft, unit, computation: computationAnswer(computation), agrees },
        law: {
          version: law.law.version,
          dueOn: law.dueOn,
          amendments: law.amended.map(({ amendment, metadata, recordedAt }, index) => ({
            version: law.law.version.replace(/\+\d+$/, `+${index + 1}`),
            norm: normOfAmendment(amendment),
            occurredAt: limaInstant(metadata.occurredAt),
            recordedAt: limaInstant(recordedAt),
          })),
        },
        later: later.length,
      },
    };
  },

  async compareStandings(call, world) {
    const { claimId } = claimOf(call);
    const { from, to, clock } = call.query;
    // Without a first moment: from the filing on.
    const before = await standingOf(call.located, { asOf: from ?? '0', clock, field: 'from' }, world);
    const after = await standingOf(call.located, { asOf: to, clock, field: 'to' }, world);
    const differences = differencesOf(before, after);
    const body = { claimId, from: momentAnswer(before), to: momentAnswer(after), ...differencesAnswer(differences) };
    return { status: 200, body };
  },

  async drawSample({ query, actor }, world) {
    const parameters = await sampleParameters(query, rucsOf(actor), world);
    const drawn = await world.projections.queries.samples.draw(parameters);
    return { status: 200, body: sampleAnswer(parameters, drawn) };
  },

  async exportPapers({ query, actor }, world) {
    const parameters = await sampleParameters(query, rucsOf(actor), world);
    return {
      status: 200,
      contentType: 'application/zip',
      headers: {
        'content-disposition': `attachment; filename="${papersName(parameters.seed)}"`,
        'cache-control': 'private, no-store',
      },
      body: await papersOf(parameters, world),
    };
  },
};

export function papersName(seed: string): string {
  return `papeles-${seed}.zip`;
}

/** What the working papers are made from. */
export type PapersWorld = Pick<World, 'stored' | 'projections' | 'clock' | 'sealing'> & {
  readonly commands: Pick<World['commands'], 'claim'>;
};

export async function papersOf(
  parameters: Awaited<ReturnType<typeof sampleParameters>>,
  { stored, projections, commands, clock, sealing }: PapersWorld,
) {
  const { samples } = projections.queries;
  const [drawn, amendments, checkpoint, name] = await Promise.all([
    samples.draw(parameters),
    readAmendments(stored),
    sealing?.log.checkpoint(),
    sealing?.log.name(),
  ]);
  const sealed = { checkpoint: checkpoint?.cosigned, key: name?.key, log: sealing?.log };
  return papers(parameters, drawn, { ...sealed, stored, samples, amendments, now: clock(), claim: commands.claim });
}

/**
 * @throws Problem where nothing was known of the claim yet, where the moment is none of its history, or the law has moved on since
 * this process last looked.
 */
export async function standingOf(
  located: Located,
  asked: { readonly asOf?: string | undefined; readonly clock: MomentClock; readonly field: string },
  { stored, clock }: Pick<World, 'stored' | 'clock'>,
): Promise<Standing> {
  const { history } = claimOf({ located }).claim;
  const moment = momentIn(history, { ...asked, asOf: asked.asOf }, clock());
  const standing = standingAt(history, moment, await readAmendments(stored));
  if (standing === undefined) throw new Problem('claim/not-found', { detail: NOT_YET });
  return standing;
}

const NOT_YET = {
  es: 'En ese momento la hoja todavía no estaba en el libro mayor.',
  en: 'At that moment the claim was not in the ledger yet.',
};

function momentAnswer({ moment, claim, instant }: Standing) {
  return { clock: moment.clock, revision: claim.revision, instant: limaInstant(instant) };
}

function differencesAnswer({ facts, days, events }: Differences) {
  return {
    facts,
    days,
    events: events.map(({ revision, event, metadata, recordedAt }) => ({
      revision,
      type: event.type,
      occurredAt: limaInstant(metadata.occurredAt),
      recordedAt: limaInstant(recordedAt),
    })),
  };
}
