/**
 * The JSON Canonicalization Scheme (RFC 8785): one text for one value. Keys in the order of their UTF-16 code units, no
 * space, numbers and strings as ECMAScript writes them.
 *
 * It takes what `JSON.parse` gives, and refuses the rest instead of guessing: undefined, functions, dates, maps, bigint,
 * numbers that are not finite, whole numbers beyond ±(2^53 - 1) (two of them may be one value), lone surrogates (no UTF-8),
 * and nesting deeper than 100. It does not normalise Unicode: NFC is made at intake.
 *
 * Own code, since it has to refuse: the package `canonicalize` writes maps as `{}` and rounds.
 * @throws NotCanonical
 */
export function canonicalJson(value: unknown): string {
  return written(value, DEPTH_MAX);
}

/** A value that has no canonical text. The message says what kind of thing it was; never the thing. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical';
}

const DEPTH_MAX = 100;

function written(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writtenString(value);
    case 'number':
      return writtenNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth === 0) throw new NotCanonical(`nested deeper than ${DEPTH_MAX}`);
      return Array.isArray(value) ? writtenArray(value, depth - 1) : writtenObject(value, depth - 1);
    default:
      throw new NotCanonical(`a value of type ${typeof value}`);
  }
}

function writtenString(text: string): string {
  if (!text.isWellFormed()) throw new NotCanonical('a lone surrogate');
  // Most need no escape, and JSON.stringify costs more than the look.
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function writtenNumber(number: number): string {
  if (!Number.isFinite(number)) throw new NotCanonical('a number that is not finite');
  if (Number.isInteger(number) && !Number.isSafeInteger(number))
    throw new NotCanonical('a whole number beyond 2^53 - 1');
  return String(number); // -0 is "0", as RFC 8785 has it
}

function writtenArray(values: readonly unknown[], depth: number): string {
  let text = '[';
  for (let at = 0; at < values.length; at += 1) {
    // A hole reads as undefined, which is refused.
    text += at === 0 ? written(values[at], depth) : `,${written(values[at], depth)}`;
  }
  return `${text}]`;
}

function writtenObject(value: object, depth: number): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotCanonical('an object that is not plain');
  let text = '{';
  // Strings compare by UTF-16 code units, which is the order asked for.
  for (const [key, member] of Object.entries(value).sort(byKey)) {
    text += `${text.length > 1 ? ',' : ''}${writtenString(key)}:${written(member, depth)}`;
  }
  return `${text}}`;
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** What JSON escapes: quotation mark, backslash, control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const needsEscape = /["\\\x00-\x1f]/;
