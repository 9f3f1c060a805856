import { isKnownRucPrefix, isValidRuc } from './ruc.ts';

/** Kinds of identity document on the sheet. Other papers (PTP, CPP, cédula diplomática) go as OTRO. */
export const documentTypes = ['DNI', 'CE', 'PASAPORTE', 'RUC', 'OTRO'] as const;
export type DocumentType = (typeof documentTypes)[number];

export type DocumentWarningCode =
  | 'document/dni-not-eight-digits'
  | 'document/ce-unusual'
  | 'document/passport-unusual'
  | 'document/ruc-not-eleven-digits'
  | 'document/ruc-check-digit'
  | 'document/ruc-prefix-unknown';

/** Something odd about the document, kept with the claim. `field` is the member of the consumer that it is about. */
export type DocumentWarning = { readonly code: DocumentWarningCode; readonly field: string };

/**
 * What is odd about a document number. It never blocks: refusing a consumer's filing is worse than keeping a
 * mistyped number, so the filing goes on and the provider sees the warning. Numbers are text: a DNI keeps its leading zeros.
 */
export function checkDocument(type: DocumentType, number: string, field = 'documentNumber'): DocumentWarning[] {
  return oddities(type, number.trim()).map((code) => ({ code, field }));
}

function oddities(type: DocumentType, number: string): DocumentWarningCode[] {
  switch (type) {
    case 'DNI':
      // The DNI's own check character is printed apart from it and is not on the sheet.
      return /^[0-9]{8}$/.test(number) ? [] : ['document/dni-not-eight-digits'];
    case 'CE':
      return alphanumeric.test(number) ? [] : ['document/ce-unusual'];
    case 'PASAPORTE':
      return alphanumeric.test(number) ? [] : ['document/passport-unusual'];
    case 'RUC':
      if (!/^[0-9]{11}$/.test(number)) return ['document/ruc-not-eleven-digits'];
      if (!isValidRuc(number)) return ['document/ruc-check-digit'];
      return isKnownRucPrefix(number) ? [] : ['document/ruc-prefix-unknown'];
    case 'OTRO':
      return [];
    default:
      return type satisfies never;
  }
}

/** Nine digits are usual for a CE; lengths are not confirmed, hence the wide range. */
const alphanumeric = /^[A-Za-z0-9]{6,12}$/;
