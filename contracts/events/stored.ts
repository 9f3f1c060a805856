import type { z } from 'zod';

/** A stored event that no schema of its version accepts: the ledger was written by something else, or damaged. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/** The versions of one event type, and the steps that lead from each to the next. */
export interface Versions {
  readonly type: string;
  readonly schemas: Readonly<Record<number, z.ZodType>>;
  readonly upcasters?: Readonly<Record<number, (data: unknown) => unknown>> | undefined;
}

export function latestOf(schemas: Versions['schemas']): number {
  let latest = latestKnown.get(schemas);
  if (latest === undefined) {
    latest = Math.max(...Object.keys(schemas).map(Number));
    latestKnown.set(schemas, latest);
  }
  return latest;
}

/** Asked for with every event; the catalogue's tables never change. */
const latestKnown = new WeakMap<Versions['schemas'], number>();

/**
 * Stored data, parsed by the schema of its own version and brought to the latest, whose schema must accept what the
 * upcasters made of it.
 * @throws UnreadableEvent; names the fields, no values.
 */
export function readVersion({ type, schemas, upcasters }: Versions, version: number, data: unknown): unknown {
  const latest = latestOf(schemas);
  const sound = parsed({ type, schemas }, version, data);
  const read = upcast({ type, schemas, upcasters }, version, sound);
  return version === latest ? read : parsed({ type, schemas }, latest, read);
}

/**
 * Data of that version brought to the latest, its fields trusted: for what this ledger parsed on its way in.
 * @throws UnreadableEvent for a version that does not exist.
 */
export function upcast({ type, schemas, upcasters }: Versions, version: number, data: unknown): unknown {
  if (!Object.hasOwn(schemas, version)) throw new UnreadableEvent(`unknown version ${version} of ${type}`);
  let read = data;
  for (let from = version; from < latestOf(schemas); from += 1) {
    const step = upcasters?.[from];
    if (step === undefined) throw new UnreadableEvent(`no upcaster from ${type} v${from}`);
    read = step(read);
  }
  return read;
}

function parsed({ type, schemas }: Versions, version: number, data: unknown): unknown {
  const schema = Object.hasOwn(schemas, version) ? schemas[version] : undefined;
  if (schema === undefined) throw new UnreadableEvent(`unknown version ${version} of ${type}`);
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => issue.path.join('.') || '(whole)').join(', ');
  throw new UnreadableEvent(`${type} v${version} does not follow its schema at: ${fields}`);
}
