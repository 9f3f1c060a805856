import { isDeepStrictEqual } from 'node:util';
import type { CaseFileRequest, Job, Requester } from '@foja/casefiles';
import { Problem, refused } from '@foja/commands/problems/problem.ts';
import type { CaseScope } from '@foja/contracts/events/indecopi.ts';
import type { CaseFileAnswer, GrantAnswer } from '@foja/contracts/http/answers.ts';
import type { ExportScope } from '@foja/contracts/http/bodies.ts';
import type { indecopiRoutes } from '@foja/contracts/http/routes/indecopi.ts';
import * as claims from '@foja/domain/claim/index.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { type GrantState, issueGrant, revokeGrant, scopesInForce, withinGranted } from '@foja/domain/indecopi/index.ts';
import { type Actor, rucsOf } from '../actor.ts';
import { newOfficialKey } from '../api-key.ts';
import { authorize } from '../authorize.ts';
import type { Call, Operations, World } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import { rangeOf } from '../range.ts';
import { decided } from './claim-commands.ts';
import { refuseIssuedBefore, repeatableId } from './issued-before.ts';
import { caseFileOf, grantOf } from './located.ts';
import { replayed, written } from './replies.ts';

export const indecopiOperations: Operations<typeof indecopiRoutes> = {
  async issueGrant(call, { commands, clock }) {
    const { key, keyId: grantId, secretHash } = newOfficialKey(repeatableId(call));
    const issued = { ...call.body, grantId, secretHash };
    const known = await knownScopes(issued.scopes, commands);
    const isKnown = (scope: CaseScope) => known.has(scope);
    const result = await commands.onOfficial(
      grantId,
      (state, { now }) => issueGrant(state, issued, { now, isKnown }),
      call.caller,
    );
    if (repeatableId(call) !== undefined) {
      const standing = (await commands.official(grantId, { fresh: true })).issued;
      const { grantId: _id, secretHash: _hash, ...asked } = standing ?? issued;
      const same = isDeepStrictEqual(asked, call.body);
      refuseIssuedBefore(secretHash, { keyId: grantId, secretHash: standing?.secretHash, same });
    }
    if (!result.ok) throw refused(result.refusal);
    return written(result, { status: 201, body: { ...grantAnswer(result.state, clock()), key } });
  },

  async listGrants(_call, { commands, clock }) {
    const now = clock();
    return { status: 200, body: { items: (await commands.officials()).map((grant) => grantAnswer(grant, now)) } };
  },

  async revokeGrant(call, { commands, clock }) {
    const { grantId } = grantOf(call);
    const result = await commands.onOfficial(grantId, (state) => revokeGrant(state, call.body.reason), call.caller);
    if (!result.ok) throw refused(result.refusal);
    return written(result, { status: 200, body: grantAnswer(result.state, clock()) });
  },

  async requestExport(call, world) {
    const request = await requestOf(call.actor, call.body, world);
    const result = await world.caseFiles.request(request, call.caller);
    if (!result.ok) throw refused(result.refusal);
    const headers = { location: `/v1/indecopi/exports/${result.job.exportId}` };
    const reply = { status: 201, headers, body: caseFileAnswer(result.job) };
    return result.repeated ? replayed(reply) : reply;
  },

  async listExports({ actor }, { caseFiles }) {
    const jobs = await caseFiles.list([requesterOf(actor)], LISTED);
    return { status: 200, body: { items: jobs.map(caseFileAnswer) } };
  },

  readExport(call) {
    return { status: 200, body: caseFileAnswer(caseFileOf(call).job) };
  },

  async cancelExport(call, { caseFiles }) {
    const result = await caseFiles.cancel(caseFileOf(call).job.exportId, call.caller);
    if (!result.ok) throw refused(result.refusal);
    return { status: 200, body: caseFileAnswer(result.job) };
  },

  async downloadExport(call, { caseFiles }) {
    const { exportId, sizeBytes = 0 } = caseFileOf(call).job;
    const asked = rangeOf(call.range, sizeBytes);
    if (asked.kind === 'unsatisfiable') {
      throw new Problem('request/range', { headers: { 'content-range': `bytes */${sizeBytes}` } });
    }
    const part = asked.kind === 'part' ? { firstByte: asked.firstByte, lastByte: asked.lastByte } : undefined;
    const opened = await caseFiles.open(exportId, part, call.caller);
    if (!opened.ok) throw refused(opened.refusal);
    const length = part === undefined ? opened.sizeBytes : part.lastByte - part.firstByte + 1;
    return {
      status: part === undefined ? 200 : 206,
      contentType: 'application/zip',
      headers: {
        'accept-ranges': 'bytes',
        'content-length': String(length),
        'content-disposition': `attachment; filename="expediente-${exportId}.zip"`,
        'cache-control': 'private, no-store',
        etag: `"${opened.sha256}"`,
        ...(part === undefined
          ? {}
          : { 'content-range': `bytes ${part.firstByte}-${part.lastByte}/${opened.sizeBytes}` }),
      },
      body: opened.stream(),
    };
  },

  attachDescargos: (call, world) =>
    decided(call, world, 201, (claim) =>
      claims.attachDescargos(claim, { ...call.body, descargosId: call.caller.commandId, bytes: 'named-only' }),
    ),
};

/** Case files that a list shows; each is kept a few days. */
const LISTED = 100;

/** Who a case file belongs to: an official's to that official, a provider's to its administrators. */
export function requesterOf(actor: Actor): Requester {
  if (actor.role === 'indecopi') return { role: 'indecopi', id: actor.keyId };
  const [ruc] = rucsOf(actor);
  if (ruc === undefined) throw new Problem('auth/forbidden');
  return { role: 'provider', id: ruc };
}

/**
 * What is asked for, held against what whoever asks may see. Something named that is not theirs is not there; of several
 * things only what is theirs is taken, and the answer says which.
 */
export async function requestOf(
  actor: Actor,
  { scope, reference, dueOn, pdf }: Call<'requestExport'>['body'],
  world: Pick<World, 'commands'>,
): Promise<CaseFileRequest> {
  const granted = grantedTo(actor);
  const scopes = withinGranted(await askedScopes(actor, scope, granted, world), granted);
  if (scopes.length === 0) throw new Problem('resource/not-found');
  const recipient = actor.role === 'indecopi' ? 'indecopi' : 'provider';
  return {
    requester: requesterOf(actor),
    recipient,
    scopes,
    pdf,
    dueOn,
    reference: reference ?? (await referenceOf(actor, world)),
  };
}

/** @throws Problem where Indecopi's own number is nowhere to be had: every claim will bear it. */
async function referenceOf(actor: Actor, { commands }: Pick<World, 'commands'>): Promise<string | undefined> {
  if (actor.role !== 'indecopi') return undefined;
  const granted = (await commands.official(actor.keyId)).issued?.reference;
  if (granted === undefined) {
    throw new Problem('request/invalid', { errors: [{ field: 'reference', code: 'field/required' }] });
  }
  return granted;
}

function grantedTo(actor: Actor): readonly CaseScope[] {
  return 'scopes' in actor ? actor.scopes : rucsOf(actor).map((ruc) => ({ ruc }));
}

async function askedScopes(
  actor: Actor,
  scope: ExportScope,
  granted: readonly CaseScope[],
  { commands }: Pick<World, 'commands'>,
): Promise<CaseScope[]> {
  const rucs = [...new Set(granted.map(({ ruc }) => ruc))];
  switch (scope.kind) {
    case 'claim': {
      const claim = await commands.claim(scope.claimId);
      if (claim === undefined) return [];
      const { ruc, bookId, filedAt, claimId } = claim.state.filed;
      const resource = { kind: 'claim', ruc, claimId, bookId, filedOn: limaDateOf(filedAt) } as const;
      return authorize(actor, 'case-file/request', resource) === 'allowed' ? [{ ruc, claimId }] : [];
    }
    case 'book': {
      const ruc = await commands.ownerOf(scope.bookId);
      return ruc === undefined ? [] : [{ ruc, bookId: scope.bookId, ...datesOf(scope) }];
    }
    case 'dates':
      return (scope.ruc === undefined ? rucs : [scope.ruc]).map((ruc) => ({ ruc, ...datesOf(scope) }));
    case 'everything':
      return (scope.ruc === undefined ? rucs : [scope.ruc]).map((ruc) => ({ ruc }));
    default:
      return scope satisfies never;
  }
}

function datesOf({ filedFrom, filedTo }: { filedFrom?: string | undefined; filedTo?: string | undefined }) {
  return { ...(filedFrom === undefined ? {} : { filedFrom }), ...(filedTo === undefined ? {} : { filedTo }) };
}

/** Those whose provider, book and claim are there and belong together. */
export async function knownScopes(
  scopes: readonly CaseScope[],
  commands: Pick<World['commands'], 'provider' | 'claim'>,
): Promise<ReadonlySet<CaseScope>> {
  const known = new Set<CaseScope>();
  for (const scope of scopes) {
    const { registered, books } = await commands.provider(scope.ruc, { fresh: true });
    const filed = scope.claimId === undefined ? undefined : (await commands.claim(scope.claimId))?.state.filed;
    const bookKnown = scope.bookId === undefined || books.has(scope.bookId);
    const claimKnown = scope.claimId === undefined || filed?.ruc === scope.ruc;
    if (registered !== undefined && bookKnown && claimKnown) known.add(scope);
  }
  return known;
}

export function grantAnswer(state: GrantState, now: string): GrantAnswer {
  const { issued, revoked } = state;
  if (issued === undefined) throw new Error('a leave that was never given');
  const { secretHash: _secretHash, expiresAt, ...grant } = issued;
  return { ...grant, expiresAt: limaInstant(expiresAt), revoked, inForce: scopesInForce(state, now).length > 0 };
}

export function caseFileAnswer(job: Job): CaseFileAnswer {
  const { exportId, status, recipient, reference, dueOn, dueRule, pdf, phase, claims: total, done, told } = job;
  const self = `/v1/indecopi/exports/${exportId}`;
  return {
    exportId,
    state: status,
    recipient,
    scopes: [...job.scopes],
    filedUntil: limaInstant(job.filedUntil),
    ...(reference === undefined ? {} : { reference }),
    ...(dueOn === undefined ? {} : { dueOn }),
    ...(dueRule === undefined ? {} : { dueRule }),
    pdf,
    progress: { phase, claims: total, done, told },
    createdAt: limaInstant(job.createdAt),
    ...(job.finishedAt === undefined ? {} : { finishedAt: limaInstant(job.finishedAt) }),
    ...(job.expiresAt === undefined ? {} : { expiresAt: limaInstant(job.expiresAt) }),
    ...(job.sizeBytes === undefined ? {} : { sizeBytes: job.sizeBytes }),
    ...(job.sha256 === undefined ? {} : { sha256: job.sha256 }),
    ...(job.manifestSha256 === undefined ? {} : { manifestSha256: job.manifestSha256 }),
    links: { self, ...(status === 'ready' ? { file: `${self}/file` } : {}) },
  };
}
