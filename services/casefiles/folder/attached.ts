import type { EventOf } from '@foja/contracts';
import { namedOnlyWords } from '@foja/documents/views/attachments.ts';
import { FileDamaged, type FileStore } from '@foja/files';
import type { CaseFile } from '../archive/segment.ts';
import { type FileLine, fileLine } from './claim-view.ts';
import { attachedName } from './names.ts';

export interface Attached {
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly bytes: EventOf<'EvidenceAttached'>['data']['bytes'];
  readonly by: string;
  readonly remark?: string | undefined;
  readonly occurredAt: string;
}

/**
 * Files that were attached, as files of the archive; one whose bytes are not here, or are no longer those of its hash, is a
 * line that says so. They are read to the end twice, once to be sure and once to be written: none is held in memory.
 * @param erased the claim's files were destroyed with its personal data.
 */
export async function attachedFiles(
  attached: readonly Attached[],
  { folder, store, erased }: { readonly folder: string; readonly store: FileStore; readonly erased: boolean },
): Promise<{ readonly files: readonly CaseFile[]; readonly lines: readonly FileLine[] }> {
  const files: CaseFile[] = [];
  const lines: FileLine[] = [];
  for (const [index, one] of attached.entries()) {
    const path = `${folder}/${attachedName(index + 1, one.by, one.fileName, one.mediaType)}`;
    const state = await stateOf(one, store);
    const { sha256, sizeBytes, bytes, occurredAt } = one;
    if (state === 'whole') files.push({ path, sha256, sizeBytes, content: () => opened(store, sha256) });
    const found = state === 'whole' ? { href: path } : { absence: absenceWords(state, { bytes, erased }) };
    lines.push(fileLine(one, { href: '', absence: '', ...found, by: one.remark ?? one.by, occurredAt }));
  }
  return { files, lines };
}

async function stateOf(attached: Attached, store: FileStore): Promise<'whole' | 'missing' | 'different'> {
  const { sha256, sizeBytes, bytes } = attached;
  if (bytes === 'named-only') return 'missing';
  const stream = await store.get(sha256, { verify: true });
  if (stream === undefined) return 'missing';
  let read = 0;
  try {
    for await (const chunk of stream) read += (chunk as Buffer).length;
  } catch (error) {
    if (error instanceof FileDamaged) return 'different';
    throw error;
  }
  return read === sizeBytes ? 'whole' : 'different';
}

function absenceWords(
  state: 'missing' | 'different',
  { bytes, erased }: { readonly bytes: Attached['bytes']; readonly erased: boolean },
): string {
  if (erased) return 'el archivo se borró con los datos personales; consta su SHA-256';
  if (state === 'different') return 'error: lo que está en este servidor no es lo que consta de él';
  if (bytes === 'kept') return 'error: el archivo se guardó en este servidor y ya no está; consta su SHA-256';
  return namedOnlyWords(bytes) ?? 'el archivo no está en este servidor; consta su SHA-256';
}

async function opened(store: FileStore, sha256: string) {
  const stream = await store.get(sha256, { verify: true });
  if (stream === undefined) throw new Error('an attached file was destroyed a moment ago');
  return stream;
}
