import type { Claim } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { EventOf } from '@foja/contracts';
import { attachEvidence as attachBody } from '@foja/contracts/http/bodies.ts';
import { ofClaim } from '@foja/contracts/http/parameters.ts';
import { attachEvidence, type ClaimEvent, MOST_FILES } from '@foja/domain/claim/index.ts';
import type { Refusal } from '@foja/domain/decision.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { cleanFileName } from '../../book/evidence/file-name.ts';
import { inspect } from '../../book/evidence/kind.ts';
import { refusalSentence } from '../../book/evidence/sentences.ts';
import { sendDownload } from '../../layout/index.ts';
import { callerOf, type Desk, does, type Upload } from '../desk.ts';
import { formOf } from '../form.ts';
import { claimOf, type OfClaim } from './claim-page.ts';
import { again, refusalWords, run } from './commands.ts';

/** Evidence of a claim, in and out. */
export function fileRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/reclamos/:claimId';
  const path = '/panel/reclamos/{claimId}';

  app.post<OfClaim>(
    `${url}/prueba`,
    does('claim/attach-evidence', `${path}/prueba`, ofClaim),
    async (request, reply) => {
      const [upload] = request.uploads;
      if (upload === undefined)
        return again(desk, request, reply, 'prueba', {}, [{ campo: 'archivo', texto: 'Elija un archivo.' }]);
      const evidenceId = eventId(callerOf(request, formOf(request.body)).commandId, 'evidence');
      const full = refusalToTake(claimOf(request), 'evidence', [evidenceId]);
      if (full !== undefined)
        return again(desk, request, reply, 'prueba', {}, [{ campo: 'archivo', texto: refusalWords(full) }]);
      const kept = await keep(desk, upload);
      if (!kept.ok) return again(desk, request, reply, 'prueba', {}, [{ campo: 'archivo', texto: kept.why }]);
      return run(desk, request, reply, 'prueba', 'prueba', (claim) =>
        attachEvidence(claim, { ...kept.file, evidenceId, by: 'provider', bytes: 'kept' }),
      );
    },
  );

  type OfFile = { Params: { claimId: string; evidenceId: string } };
  const ofFile = does('claim/read', `${path}/prueba/{evidenceId}`, ofClaim.loose());
  app.get<OfFile>(`${url}/prueba/:evidenceId`, ofFile, async (request, reply) => {
    const file = evidenceOf(request, request.params.evidenceId);
    const bytes = file === undefined ? undefined : await desk.files?.get(file.sha256, { verify: true });
    if (file === undefined || bytes === undefined) throw new Problem('resource/not-found');
    return sendDownload(reply, file, bytes);
  });
}

function evidenceOf(request: FastifyRequest, evidenceId: string): EventOf<'EvidenceAttached'>['data'] | undefined {
  for (const { event } of claimOf(request).history) {
    if (event.type !== 'EvidenceAttached' || event.data.evidenceId !== evidenceId) continue;
    return event.data.bytes === 'named-only' ? undefined : event.data;
  }
  return undefined;
}

/**
 * Why a claim takes no more files, asked before any bytes are laid down: what no event comes to name, no erasure finds.
 * @param ids of the files that are to be attached; those that are attached already count once.
 */
export function refusalToTake(
  { state: { erasedOn, evidence, descargos }, history }: Claim,
  kind: 'evidence' | 'descargos',
  ids: readonly string[],
): Refusal | undefined {
  const known = new Set(history.flatMap(({ event }) => idOf(event) ?? []));
  const added = ids.filter((id) => !known.has(id)).length;
  if (added === 0) return undefined;
  if (erasedOn !== undefined) return { code: 'claim/erased', norm: 'Ley 29733, art. 8' };
  const [standing, code] =
    kind === 'evidence'
      ? ([evidence.provider, 'claim/too-much-evidence'] as const)
      : ([descargos, 'claim/too-many-descargos'] as const);
  return standing + added > MOST_FILES ? { code, detail: { most: MOST_FILES } } : undefined;
}

function idOf(event: ClaimEvent): string | undefined {
  if (event.type === 'EvidenceAttached') return event.data.evidenceId;
  return event.type === 'DescargosAttached' ? event.data.descargosId : undefined;
}

export type Kept =
  | { readonly ok: true; readonly file: Omit<EventOf<'EvidenceAttached'>['data'], 'evidenceId' | 'by' | 'bytes'> }
  | { readonly ok: false; readonly why: string };

/** A file that was looked at by its content and stored; or why not, in a sentence. */
export async function keep(desk: Pick<Desk, 'files'>, upload: Upload): Promise<Kept> {
  const looked = await lookAt(desk, upload);
  return looked.ok ? looked.lay() : looked;
}

/** The same in two steps, for several files of which all are stored or none. */
export async function lookAt(
  { files }: Pick<Desk, 'files'>,
  { bytes, fileName, truncated }: Upload,
): Promise<{ readonly ok: true; readonly lay: () => Promise<Kept> } | (Kept & { readonly ok: false })> {
  const shown = cleanFileName(fileName, undefined);
  if (files === undefined) return { ok: false, why: refusalSentence('no-room', shown) };
  if (truncated) return { ok: false, why: refusalSentence('too-large', shown) };
  const inspected = await inspect(bytes, shown);
  if (!inspected.ok) return { ok: false, why: refusalSentence(inspected.why, shown) };
  const { mediaType } = inspected;
  return {
    ok: true,
    async lay() {
      const stored = await files.put(bytes, { mediaType });
      const file = attachBody.safeParse({ ...stored, mediaType, fileName: cleanFileName(fileName, mediaType) });
      return file.success ? { ok: true, file: file.data } : { ok: false, why: refusalSentence('broken', shown) };
    },
  };
}
