import { join } from 'node:path';
import { type CaseFiles, type CaseFilesOptions, openCaseFiles } from '@foja/casefiles';
import type { Mail } from '@foja/notifications';
import type { Logger } from 'pino';
import { CASE_FILES_FOLDER } from '../data-dir.ts';
import { afterOthers } from './after-others.ts';

/** Session lock of whoever makes case files ("foj" in ASCII, and a number). */
export const CASE_FILES_LOCK = 0x666f6a_18;

export interface CaseFileServiceOptions
  extends Pick<
    CaseFilesOptions,
    | 'store'
    | 'pool'
    | 'commands'
    | 'projections'
    | 'documents'
    | 'files'
    | 'clock'
    | 'stored'
    | 'disclosures'
    | 'proofs'
    | 'signer'
  > {
  readonly dataDir: string;
  readonly mail: Pick<Mail, 'tellOfCaseFile'>;
  readonly log: Logger;
}

/** Case files, made in DATA_DIR/expedientes by one process at a time, while nobody else needs the processor. */
export function openCaseFileService({ dataDir, mail, ...rest }: CaseFileServiceOptions): Promise<CaseFiles> {
  return openCaseFiles({
    ...rest,
    folder: join(dataDir, CASE_FILES_FOLDER),
    tell: (notice) => mail.tellOfCaseFile(notice),
    afterOthers,
  });
}
