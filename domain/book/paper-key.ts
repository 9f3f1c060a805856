/**
 * What two ways of writing one printed number have in common: `000000087-2026`, `87-2026` and `87 / 2026` are the same sheet
 * of the Libro de Respaldo. Case, leading zeros and what stands between the parts do not count.
 */
export function paperKey(paperNumber: string): string {
  const parts = paperNumber.toUpperCase().match(/[A-Z]+|\d+/g) ?? [];
  return parts.map((part) => part.replace(/^0+(?=\d)/, '')).join('-');
}
