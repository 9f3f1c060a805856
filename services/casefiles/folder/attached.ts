import { FileDamaged, type FileStore } from '@foja/files';
import type { CaseFile } from '../archive/segment.ts';
import { type FileLine, fileLine } from './claim-view.ts';
import { attachedName } from './names.ts';

export interface Attached {
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly by: string;
  readonly remark?: string | undefined;
  readonly occurredAt: string;
}

/**
 * Files that were attached, as files of the archive; one whose bytes are not here, or are no longer those of its hash, is a
 * line without a file. They are read to the end twice, once to be sure and once to be written: none is held in memory.
 */
export async function attachedFiles(
  attached: readonly Attached[],
  folder: string,
  store: FileStore,
): Promise<{ readonly files: readonly CaseFile[]; readonly lines: readonly FileLine[] }> {
  const files: CaseFile[] = [];
  const lines: FileLine[] = [];
  for (const [index, one] of attached.entries()) {
    const path = `${folder}/${attachedName(index + 1, one.by, one.fileName, one.mediaType)}`;
    const whole = await isWhole(store, one);
    const { sha256, sizeBytes, occurredAt } = one;
    if (whole) files.push({ path, sha256, sizeBytes, content: () => opened(store, sha256) });
    lines.push(fileLine(one, { href: whole ? path : '', by: one.remark ?? one.by, occurredAt }));
  }
  return { files, lines };
}

async function isWhole(store: FileStore, { sha256, sizeBytes }: Attached): Promise<boolean> {
  const stream = await store.get(sha256, { verify: true });
  if (stream === undefined) return false;
  let read = 0;
  try {
    for await (const chunk of stream) read += (chunk as Buffer).length;
  } catch (error) {
    if (error instanceof FileDamaged) return false;
    throw error;
  }
  return read === sizeBytes;
}

async function opened(store: FileStore, sha256: string) {
  const stream = await store.get(sha256, { verify: true });
  if (stream === undefined) throw new Error('an attached file was destroyed a moment ago');
  return stream;
}
