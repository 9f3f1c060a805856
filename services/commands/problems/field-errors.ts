import { fieldProblems } from '@foja/contracts';
import type { z } from 'zod';
import type { FieldError } from './problem.ts';

/** Every wrong field that zod found, each with one of our codes. Values are looked at only to see what is missing. */
export function fieldErrors(error: z.ZodError, input: unknown): FieldError[] {
  const found = new Map<string, FieldError>();
  for (const issue of error.issues) {
    for (const fieldError of errorsOf(issue, input)) {
      const id = `${fieldError.field}\n${fieldError.code}`;
      if (found.size < MOST_ERRORS && !found.has(id)) found.set(id, fieldError);
    }
  }
  return [...found.values()];
}

type Issue = z.core.$ZodIssue;

export const MOST_ERRORS = 100;

function errorsOf(issue: Issue, input: unknown): FieldError[] {
  const field = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: pathOf([...issue.path, key]), code: 'field/unknown' }));
  }
  const given = valueAt(input, issue.path);
  if (issue.code === 'custom' || (given !== undefined && Object.hasOwn(fieldProblems, issue.message))) {
    // A value of another type is not "misspelt": say what it is.
    const ours = Object.hasOwn(fieldProblems, issue.message) ? issue.message : 'field/value';
    return [{ field, code: ours }];
  }
  if (given === undefined) return [{ field, code: ASKED_FOR.has(issue.message) ? issue.message : 'field/required' }];
  return [{ field, code: codeOf(issue) }];
}

/** Fields whose absence has its own words. */
const ASKED_FOR = new Set(['conformity/missing', 'contact/missing', 'guardian/missing']);

function codeOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'field/type';
    case 'too_big':
      return issue.origin === 'string' ? 'text/too-long' : 'field/too-large';
    case 'too_small':
      return issue.origin === 'string' ? 'text/empty' : 'field/too-small';
    default:
      return 'field/value';
  }
}

/** Dotted path. An unknown key is the client's own text: shortened, and cleaned of what would not be text. */
export function pathOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(body)';
  return path.map((part) => String(part).toWellFormed().replace(UNPRINTABLE, '�').slice(0, 60)).join('.');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
