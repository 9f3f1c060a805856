import { isUtf8 } from 'node:buffer';
import { Problem } from './problem.ts';

/**
 * A request's JSON, parsed strictly: UTF-8, no key twice in one object, no key that could reach a prototype, no deeper
 * than any body of ours. `JSON.parse` would keep the last of two equal keys, and what was reviewed is then not what is stored.
 * @throws Problem
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new Problem('request/broken-json');
  const text = body.toString('utf8');
  const value = parse(text);
  checkKeys(text);
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

/** One pass over text that is known to be JSON, so only strings and brackets matter. */
function checkKeys(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let keys: Set<string> | undefined;
  let expectKey = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (expectKey && keys !== undefined) remember(keys, text.slice(at, end + 1));
        expectKey = false;
        at = end;
        break;
      }
      case OPEN_OBJECT:
      case OPEN_ARRAY: {
        if (open.length === DEEPEST) throw new Problem('request/malformed');
        open.push(keys);
        keys = text.charCodeAt(at) === OPEN_OBJECT ? new Set() : undefined;
        expectKey = keys !== undefined;
        break;
      }
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        keys = open.pop();
        expectKey = false;
        break;
      case COMMA:
        expectKey = keys !== undefined;
        break;
    }
  }
}

function remember(keys: Set<string>, quoted: string): void {
  const key: string = quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1);
  if (FORBIDDEN.has(key)) throw new Problem('request/forbidden-key');
  if (keys.has(key)) throw new Problem('request/duplicate-key');
  keys.add(key);
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
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
