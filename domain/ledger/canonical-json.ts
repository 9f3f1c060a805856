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
  const text = written(value, DEPTH_MAX);
  if (!text.isWellFormed()) throw new NotCanonical('a lone surrogate');
  return text;
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

/** May leave a lone surrogate as it is, which the whole text is looked through for; JSON.stringify would hide it. */
function writtenString(text: string): string {
  // Most need no escape, and JSON.stringify costs more than the look.
  if (!needsEscape.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new NotCanonical('a lone surrogate');
  return JSON.stringify(text);
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
    if (at > 0) text += ',';
    text += written(values[at], depth); // a hole reads as undefined, which is refused
  }
  return `${text}]`;
}

function writtenObject(value: object, depth: number): string {
  if (!isPlain(value)) throw new NotCanonical('an object that is not plain');
  let text = '{';
  for (const key of sortedKeys(value)) {
    if (text.length > 1) text += ',';
    text += `${writtenString(key)}:${written(value[key], depth)}`;
  }
  return `${text}}`;
}

/** As JSON.parse makes them. */
function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** By UTF-16 code units, which is how strings compare. What has been canonical once comes in order. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  if (keys.length > INSERTED_MAX) return keys.sort();
  // Few keys, most of them in order already: inserting them in place makes no second list, as `sort` does.
  for (let at = 1; at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    let to = at;
    for (; to > 0 && (keys[to - 1] ?? '') > key; to -= 1) keys[to] = keys[to - 1] ?? '';
    keys[to] = key;
  }
  return keys;
}

const INSERTED_MAX = 24;

/** What JSON escapes: quotation mark, backslash, control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const needsEscape = /["\\\x00-\x1f]/;
