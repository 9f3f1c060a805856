/** A sheet number as people write it: `000000001-2026`, `1-2026`, or only `1`. Undefined for anything else. */
export function parseNumber(text: string): { correlative: number; year: number | undefined } | undefined {
  const match = /^\s*(\d{1,9})(?:-(\d{4}))?\s*$/.exec(text);
  if (match === null) return undefined;
  return { correlative: Number(match[1]), year: match[2] === undefined ? undefined : Number(match[2]) };
}
