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

/**
 * Tags a field as personal data: a copy of it, so that the same schema elsewhere (a firm's e-mail) is not tagged too.
 * Wrap the field itself, inside `.optional()`, so that the walk below finds it.
 */
export function personal<T extends z.ZodType>(schema: T, tag: PersonalTag = { subject: 'consumer' }): T {
  const tagged = schema.clone();
  tags.add(tagged, tag);
  return tagged;
}

/** Paths of the tagged fields of a schema, e.g. `consumer.name`; a list's element is `*`: `points.*.text`. */
export function personalPaths(schema: z.ZodType): string[] {
  return [...new Set(fieldsOf(schema).flatMap(({ path, tag }) => (tag === undefined ? [] : [path])))];
}

export interface Field {
  readonly path: string;
  /** The tag of the field itself, or of the object that it lies in. */
  readonly tag: PersonalTag | undefined;
  /** May be absent, or lies in something that may be. */
  readonly optional: boolean;
  /** The object right around it cannot be without it. */
  readonly required: boolean;
  readonly schema: z.ZodType;
}

/**
 * Every field of a schema that holds a value, objects and lists opened.
 * @throws for a kind of schema that it can't look into: a tag in there would be lost, and personal data with it.
 */
export function fieldsOf(schema: z.ZodType, path = '', optional = false, required = !optional): Field[] {
  const tag = tags.get(schema);
  if (tag !== undefined) return [{ path, tag, optional, required, schema }];
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, field]) =>
      fieldsOf(field as z.ZodType, at(key), optional, true),
    );
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return fieldsOf(schema.unwrap() as z.ZodType, path, true, false);
  }
  if (schema instanceof z.ZodArray) return fieldsOf(schema.element as z.ZodType, at('*'), optional, true);
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((option) => fieldsOf(option as z.ZodType, path, optional, required));
  }
  if (!leaves.has(schema.def.type)) throw new Error(`cannot look for personal data in a ${schema.def.type} at ${path}`);
  return [{ path, tag, optional, required, schema }];
}

const leaves = new Set<string>(['string', 'number', 'boolean', 'bigint', 'literal', 'enum', 'null']);
