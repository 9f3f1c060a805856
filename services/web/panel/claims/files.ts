import { eventId } from '@foja/commands/event-ids.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { EventOf } from '@foja/contracts';
import { attachEvidence as attachBody } from '@foja/contracts/http/bodies.ts';
import { ofClaim } from '@foja/contracts/http/parameters.ts';
import { attachEvidence } from '@foja/domain/claim/index.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { cleanFileName } from '../../book/evidence/file-name.ts';
import { inspect } from '../../book/evidence/kind.ts';
import { refusalSentence } from '../../book/evidence/sentences.ts';
import { callerOf, type Desk, does, type Upload } from '../desk.ts';
import { formOf } from '../form.ts';
import { claimOf, type OfClaim } from './claim-page.ts';
import { again, run } from './commands.ts';

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
      const kept = await keep(desk, upload);
      if (!kept.ok) return again(desk, request, reply, 'prueba', {}, [{ campo: 'archivo', texto: kept.why }]);
      const evidenceId = eventId(callerOf(request, formOf(request.body)).commandId, 'evidence');
      return run(desk, request, reply, 'prueba', 'prueba', (claim) =>
        attachEvidence(claim, { ...kept.file, evidenceId, by: 'provider' }),
      );
    },
  );

  type OfFile = { Params: { claimId: string; evidenceId: string } };
  const ofFile = does('claim/read', `${path}/prueba/{evidenceId}`, ofClaim.loose());
  app.get<OfFile>(`${url}/prueba/:evidenceId`, ofFile, async (request, reply) => {
    const file = evidenceOf(request, request.params.evidenceId);
    const bytes = file === undefined ? undefined : await desk.files?.get(file.sha256, { verify: true });
    if (file === undefined || bytes === undefined) throw new Problem('resource/not-found');
    // Never shown inside a page of ours: what somebody sent is downloaded, and can run nothing here.
    return reply
      .type(file.mediaType)
      .header('content-length', file.sizeBytes)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, no-store')
      .send(bytes);
  });
}

function evidenceOf(request: FastifyRequest, evidenceId: string): EventOf<'EvidenceAttached'>['data'] | undefined {
  for (const { event } of claimOf(request).history) {
    if (event.type === 'EvidenceAttached' && event.data.evidenceId === evidenceId) return event.data;
  }
  return undefined;
}

export type Kept =
  | { readonly ok: true; readonly file: Omit<EventOf<'EvidenceAttached'>['data'], 'evidenceId' | 'by'> }
  | { readonly ok: false; readonly why: string };

/** A file that was looked at by its content and stored; or why not, in a sentence. */
export async function keep({ files }: Pick<Desk, 'files'>, { bytes, fileName, truncated }: Upload): Promise<Kept> {
  const shown = cleanFileName(fileName, undefined);
  if (files === undefined) return { ok: false, why: refusalSentence('no-room', shown) };
  if (truncated) return { ok: false, why: refusalSentence('too-large', shown) };
  const inspected = await inspect(bytes, shown);
  if (!inspected.ok) return { ok: false, why: refusalSentence(inspected.why, shown) };
  const { mediaType } = inspected;
  const stored = await files.put(bytes, { mediaType });
  const file = attachBody.safeParse({ ...stored, mediaType, fileName: cleanFileName(fileName, mediaType) });
  return file.success ? { ok: true, file: file.data } : { ok: false, why: refusalSentence('broken', shown) };
}
