/**
 * Whether eleven digits are a RUC: the last one checks the others (SUNAT, modulus 11). The prefix is not looked at, so
 * that a kind of taxpayer we do not know of is not refused; `isKnownRucPrefix` says whether it is one we know.
 */
export function isValidRuc(ruc: string): boolean {
  if (!/^[0-9]{11}$/.test(ruc)) return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(ruc[index]), 0);
  // 11 - (sum mod 11) is 1..11; 10 and 11 are written 0 and 1, their last digit.
  return Number(ruc[10]) === (11 - (sum % 11)) % 10;
}

/** 10 natural person, 20 legal entity; 15, 16 and 17 are older or for other taxpayers, and no source confirms them. */
export function isKnownRucPrefix(ruc: string): boolean {
  return knownPrefixes.has(ruc.slice(0, 2));
}

/** The DNI inside the RUC of a natural person (prefix 10): its digits 3 to 10. Undefined for any other RUC. */
export function dniOfRuc(ruc: string): string | undefined {
  return isValidRuc(ruc) && ruc.startsWith('10') ? ruc.slice(2, 10) : undefined;
}

const weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
const knownPrefixes = new Set(['10', '15', '16', '17', '20']);
