import { fieldProblems } from '@foja/contracts';
import type { z } from 'zod';
import { Stop } from '../stop.ts';

/**
 * What was typed, held against the same schema as over HTTP. `also` finds what no schema can see, so that one line names
 * every wrong field. @throws Stop with that line.
 */
export function parsed<S extends z.ZodType>(
  schema: S,
  typed: unknown,
  nameOf: (field: string) => string,
  also: (typed: unknown) => readonly { readonly field: string; readonly code: string }[] = () => [],
): z.output<S> {
  const result = schema.safeParse(typed);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => {
    const code = issue.message;
    return `${nameOf(issue.path.join('.'))}: ${fieldProblems[code]?.es ?? explain(issue)}`;
  });
  wrong.push(...also(typed).map(({ field, code }) => `${nameOf(field)}: ${fieldProblems[code]?.es ?? code}`));
  throw new Stop(wrong.join('; '), 'wrong-use');
}

/** `legalName` -> `--legal-name`: fields come from options here. */
export function asOption(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'falta';
  if (issue.code === 'invalid_value') return `debe ser uno de ${issue.values.join(', ')}`;
  if (issue.code === 'unrecognized_keys') return `no existe ${issue.keys.join(', ')}`;
  return 'no es válido';
}
