/** What a Range header asks for of a body of this size (RFC 9110, section 14). */
export type Asked =
  /** No header, or none that has to be understood: several ranges, other units. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly firstByte: number; readonly lastByte: number }
  | { readonly kind: 'unsatisfiable' };

/** One range only: who asks for several gets the whole. */
export function rangeOf(header: string | undefined, sizeBytes: number): Asked {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return { kind: 'whole' };
  if (first === '') {
    const firstByte = Math.max(0, sizeBytes - Number(last));
    return Number(last) === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', firstByte, lastByte: sizeBytes - 1 };
  }
  const firstByte = Number(first);
  const lastByte = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < firstByte) return { kind: 'whole' };
  return firstByte >= sizeBytes ? { kind: 'unsatisfiable' } : { kind: 'part', firstByte, lastByte };
}
