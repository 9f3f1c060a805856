export {
  type CaseFileRequest,
  type CaseFileResult,
  type CaseFiles,
  type CaseFilesOptions,
  openCaseFiles,
  PDF_ALL_MAX,
  type Range,
} from './case-files.ts';
export { scopeWords } from './folder/root-files.ts';
export type { Notice } from './job.ts';
export type { CaseFileLog, CaseFileProofs, Disclosures, ManifestSigner } from './port.ts';
export { CHANGED } from './port.ts';
export { claimsAfter, type Place } from './reach.ts';
export type { CaseFileStatus, Job, Requester } from './table.ts';
export { vaultDisclosures } from './vault-disclosures.ts';
