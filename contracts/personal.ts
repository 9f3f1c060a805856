import { z } from 'zod';

/**
 * Which fields hold personal data (Ley 29733). A field that is not tagged here must not hold any: logs, metrics,
 * feeds and error bodies carry untagged fields only, and the ledger seals tagged ones.
 */
export interface PersonalTag {
  /** Whose data it is; free text by or about a consumer counts as the consumer's. */
  readonly subject: 'consumer' | 'staff';
}

const tags = z.registry<PersonalTag>();

/** Tags a field as personal data. Wrap the field itself, inside `.optional()`, so that the walk below finds it. */
export function personal<T extends z.ZodType>(schema: T, tag: PersonalTag = { subject: 'consumer' }): T {
  tags.add(schema, tag);
  return schema;
}

/** Paths of the tagged fields of a schema, e.g. `consumer.name`; a list's element is `*`: `points.*.text`. */
export function personalPaths(schema: z.ZodType, prefix = ''): string[] {
  if (tags.has(schema)) return [prefix];
  const join = (key: string) => (prefix === '' ? key : `${prefix}.${key}`);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, field]) => personalPaths(field as z.ZodType, join(key)));
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return personalPaths(schema.unwrap() as z.ZodType, prefix);
  }
  if (schema instanceof z.ZodArray) return personalPaths(schema.element as z.ZodType, join('*'));
  if (schema instanceof z.ZodUnion) {
    return [...new Set(schema.options.flatMap((option) => personalPaths(option as z.ZodType, prefix)))];
  }
  return [];
}
