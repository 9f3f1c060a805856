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
  const result = schema.safeParse(typed, { reportInput: true });
  if (result.success) return result.data;
  const wrong = result.error.issues.flatMap((issue) =>
    placesOf(issue).map((place) => `${nameOf(place)}: ${explain(issue)}`),
  );
  wrong.push(...also(typed).map(({ field, code }) => `${nameOf(field)}: ${fieldProblems[code]?.es ?? code}`));
  throw new Stop(wrong.join('; '), 'wrong-use');
}

/** `legalName` -> `--legal-name`: fields come from options here. */
export function asOption(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'no existe';
  if (issue.input === undefined) return 'falta';
  const ours = fieldProblems[issue.message]?.es;
  if (ours !== undefined) return ours;
  return issue.code === 'invalid_value' ? `debe ser uno de ${issue.values.join(', ')}` : 'no es válido';
}

/** A field that there is not is a place of its own. */
function placesOf(issue: z.core.$ZodIssue): string[] {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return keys.length === 0 ? [issue.path.join('.')] : keys.map((key) => [...issue.path, key].join('.'));
}
