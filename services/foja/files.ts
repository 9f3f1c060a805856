import { join } from 'node:path';
import { type FileStore, openLocalFiles } from '@foja/files';
import { shownAddress } from '@foja/files/s3/address.ts';
import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';

/**
 * Where evidence and printed documents are: the bucket of S3_URL, else DATA_DIR/files.
 * @throws Stop where the bucket does not answer, or would keep what is erased.
 */
export async function openFiles({ s3, dataDir }: Pick<Settings, 's3' | 'dataDir'>): Promise<FileStore> {
  if (s3 === undefined) return openLocalFiles(join(dataDir, 'files'));
  // Loaded only where it is used.
  const { KeepsVersions, openS3Files } = await import('@foja/files/s3/store.ts');
  try {
    return await openS3Files(s3);
  } catch (cause) {
    const at = shownAddress(s3);
    if (cause instanceof KeepsVersions) {
      throw new Stop(`S3_URL: ${at} guarda versiones anteriores: lo que se borra no se borraría`, 'refused', cause);
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Stop(`S3_URL: ${at} no responde como un cubo: ${why}`, 'unavailable', cause);
  }
}
