import { isUtf8 } from 'node:buffer';
import { MOST_ERRORS, pathOf } from './field-errors.ts';
import { type FieldError, Problem } from './problem.ts';

/**
 * A request's JSON, parsed strictly: UTF-8, no key twice in one object, no key that could reach a prototype, no deeper
 * than any body of ours. `JSON.parse` would keep the last of two equal keys, and what was reviewed is then not what is stored.
 * @throws Problem which names the keys that are to blame.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new Problem('request/broken-json');
  const text = body.toString('utf8');
  const value = parse(text);
  const keys = keysIn(value, 0);
  if (Number.isNaN(keys)) throw new Problem('request/forbidden-key', { errors: blamed(text, 'field/forbidden') });
  // Of two equal keys `JSON.parse` keeps the last: then there are fewer keys than were written.
  if (keys !== keysWritten(text))
    throw new Problem('request/duplicate-key', { errors: blamed(text, 'field/repeated') });
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its message quotes the body: not passed on.
    throw new Problem('request/broken-json');
  }
}

/** How many keys its objects have; NaN where one of them could reach a prototype. @throws Problem for too deep a value. */
function keysIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === DEEPEST) throw new Problem('request/malformed');
  let keys = 0;
  if (Array.isArray(value)) {
    for (const element of value) keys += keysIn(element, depth + 1);
    return keys;
  }
  const object = value as Readonly<Record<string, unknown>>;
  // A fifth of the time of Object.entries; JSON's objects inherit nothing that could be counted.
  for (const key in object) {
    if (FORBIDDEN.has(key)) return Number.NaN;
    keys += 1 + keysIn(object[key], depth + 1);
  }
  return keys;
}

/** How many keys stand in text that is known to be JSON: strings that a colon follows. */
function keysWritten(text: string): number {
  let keys = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    at = endOfString(text, at) + 1;
    let next = text.charCodeAt(at);
    // JSON's white space is all that lies below the visible characters.
    while (next <= BLANK) next = text.charCodeAt(++at);
    if (next === COLON) keys += 1;
  }
  return keys;
}

/** The keys that are to blame, each once, by their paths. Only refused text is read this way: it takes its time. */
function blamed(text: string, code: 'field/forbidden' | 'field/repeated'): FieldError[] {
  const fields = new Set<string>();
  for (const { path, repeated } of keysOf(text)) {
    const wrong = code === 'field/repeated' ? repeated : FORBIDDEN.has(String(path.at(-1)));
    if (wrong && fields.size < MOST_ERRORS) fields.add(pathOf(path));
  }
  return [...fields].map((field) => ({ field, code }));
}

/** An object or a list around the place that is read. */
interface Around {
  /** Of an object, those that were read; of a list, none. */
  readonly keys: Set<string> | undefined;
  /** The key or the place within it that is read. */
  at: string | number;
}

/** Every key of text that is known to be JSON. @throws Problem where it is deeper than any body of ours. */
function* keysOf(text: string): Generator<{ readonly path: readonly (string | number)[]; readonly repeated: boolean }> {
  const around: Around[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const inner = around.at(-1);
    switch (text[at]) {
      case '{':
        around.push({ keys: new Set(), at: '' });
        break;
      case '[':
        around.push({ keys: undefined, at: 0 });
        break;
      case '}':
      case ']':
        around.pop();
        break;
      case ',':
        if (typeof inner?.at === 'number') inner.at += 1;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (inner?.keys !== undefined && isKey(text, end)) {
          const key = JSON.parse(text.slice(at, end + 1)) as string;
          inner.at = key;
          yield { path: around.map((one) => one.at), repeated: inner.keys.has(key) };
          inner.keys.add(key);
        }
        at = end;
      }
    }
    if (around.length > DEEPEST) throw new Problem('request/malformed');
  }
}

/** Whether a colon follows the string that ends here. */
function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (text.charCodeAt(at) <= BLANK) at += 1;
  return text.charCodeAt(at) === COLON;
}

/** Position of the closing quote: the first one with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

const DEEPEST = 16;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const BLANK = 0x20;
