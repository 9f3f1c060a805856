import { fieldErrors } from '@foja/commands/problems/field-errors.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { z } from 'zod';

/** An address's query by a schema of the contract; fields that a form left blank are absent. @throws Problem */
export function queryOf<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const filled = Object.entries(typeof given === 'object' && given !== null ? given : {}).filter(
    ([, value]) => value !== '',
  );
  const input = Object.fromEntries(filled);
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new Problem('request/invalid', { errors: fieldErrors(parsed.error, input) });
  return parsed.data;
}

/** A text of an address; empty where there is none. */
export function textIn(given: unknown, name: string): string {
  const value =
    typeof given === 'object' && given !== null && Object.hasOwn(given, name)
      ? (given as Record<string, unknown>)[name]
      : '';
  return typeof value === 'string' ? value.trim().slice(0, 200) : '';
}
