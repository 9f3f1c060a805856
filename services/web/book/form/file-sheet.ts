import { createHash } from 'node:crypto';
import { actorOfRecord } from '@foja/api/actor.ts';
import type { Caller, Commands, Filing, FilingResult } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import type { FileClaim } from '@foja/contracts/http/bodies.ts';
import { attachEvidence } from '@foja/domain/claim/index.ts';
import type { FileStore } from '@foja/files';
import type { Attachment } from '../evidence/attachment.ts';
import type { Staging } from '../evidence/staging.ts';

/** Files a sheet as the person whose form this is. The form's key makes a repeat the same sheet. */
export function fileSheet(
  commands: Commands,
  {
    bookId,
    idempotencyKey,
    body,
    requestId,
    traceparent,
  }: {
    bookId: string;
    idempotencyKey: string;
    body: FileClaim;
    requestId: string;
    traceparent?: string | undefined;
  },
): Promise<FilingResult> {
  const { conformity: _agreed, ...sheet } = body;
  const caller: Caller = {
    actor: actorOfRecord({ role: 'anonymous' }),
    commandId: eventId(bookId, idempotencyKey),
    correlationId: requestId,
    traceparent,
  };
  return commands.file({ bookId, idempotencyKey, channel: 'web', body: sheet as Filing['body'] }, caller);
}

/**
 * Attaches what was received to a claim that is filed; answers how many could not be. Never throws: the sheet is filed,
 * whatever becomes of its files. Repeating it attaches nothing twice.
 */
export async function attachAll(
  { commands, files, staging }: { commands: Commands; files: FileStore; staging: Staging },
  { claimId, attachments, requestId }: { claimId: string; attachments: readonly Attachment[]; requestId: string },
): Promise<number> {
  let missing = 0;
  for (const attachment of attachments) {
    const kept = await attach({ commands, files, staging }, { claimId, attachment, requestId }).catch(() => false);
    if (!kept) missing += 1;
  }
  return missing;
}

async function attach(
  { commands, files, staging }: { commands: Commands; files: FileStore; staging: Staging },
  { claimId, attachment, requestId }: { claimId: string; attachment: Attachment; requestId: string },
): Promise<boolean> {
  const { sha256, mediaType, sizeBytes, fileName } = attachment;
  const bytes = await staging.get(sha256);
  if (bytes !== undefined) await files.put(bytes, { mediaType });
  else if (!(await files.has(sha256))) return false;
  const evidenceId = evidenceIdOf(claimId, attachment);
  const caller: Caller = {
    actor: actorOfRecord({ role: 'consumer', claimId }),
    commandId: evidenceId,
    correlationId: requestId,
  };
  const data = { evidenceId, by: 'consumer', fileName, mediaType, sizeBytes, sha256, bytes: 'kept' } as const;
  const result = await commands.onClaim(claimId, (claim) => attachEvidence(claim, data), caller);
  return result.ok;
}

/** The same file under the same name on the same claim is the same evidence. */
function evidenceIdOf(claimId: string, { sha256, fileName }: Attachment): string {
  return eventId(claimId, createHash('sha256').update(`${sha256}\0${fileName}`).digest('hex'));
}
