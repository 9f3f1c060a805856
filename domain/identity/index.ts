export {
  checkDocument,
  type DocumentType,
  type DocumentWarning,
  type DocumentWarningCode,
  documentTypes,
} from './document.ts';
export { dniOfRuc, isKnownRucPrefix, isValidRuc } from './ruc.ts';
