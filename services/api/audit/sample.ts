import { randomBytes } from 'node:crypto';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { SampleAnswer } from '@foja/contracts/http/answers.ts';
import { SAMPLE_MAX } from '@foja/contracts/http/parameters.ts';
import type { Drawn, Population } from '@foja/projections';
import type { Call, World } from '../call.ts';

/** What makes a sample the same one again. No personal data: it stands in addresses. */
export interface SampleParameters extends Population {
  readonly seed: string;
  readonly size: number;
}

type SampleQuery = Call<'drawSample'>['query'];

const DEFAULT_SIZE = 25;

/**
 * The parameters of a request, with what it leaves open settled: a seed by chance, the ledger as it is now, every provider
 * that the auditor may see. Waits until the read model shows that much of the ledger.
 * @param mine the providers that whoever asks may see. @throws Problem where another one is asked for: it is not there.
 */
export async function sampleParameters(
  { of, seed, size, rucs, from, to, position }: SampleQuery,
  mine: readonly string[],
  { stored, projections, limits }: Pick<World, 'stored' | 'projections' | 'limits'>,
): Promise<SampleParameters> {
  const asked = rucs === undefined ? mine : [...new Set(rucs.split(','))];
  if (asked.some((ruc) => !mine.includes(ruc))) throw new Problem('resource/not-found');
  const head = await stored.head();
  const until = position === undefined ? head : BigInt(position);
  if (until > head) throw new Problem('request/invalid', { errors: [{ field: 'position', code: 'field/too-large' }] });
  if (!(await projections.waitFor(until, limits.readAfterTimeoutMs, ['deadlines']))) {
    throw new Problem('read/behind', { headers: { 'retry-after': '1' } });
  }
  return {
    of,
    seed: seed ?? randomBytes(8).toString('hex'),
    size: size ?? (of === 'filed' ? DEFAULT_SIZE : SAMPLE_MAX),
    rucs: asked.toSorted(),
    position: until,
    ...(from === undefined ? {} : { filedFrom: from }),
    ...(to === undefined ? {} : { filedTo: to }),
  };
}

/** The query that draws the same sample again. */
export function sampleQueryOf({ of, seed, size, rucs, position, filedFrom, filedTo }: SampleParameters): string {
  return new URLSearchParams({
    of,
    seed,
    size: String(size),
    rucs: rucs.join(','),
    ...(filedFrom === undefined ? {} : { from: filedFrom }),
    ...(filedTo === undefined ? {} : { to: filedTo }),
    position: position.toString(),
  })
    .toString()
    .replaceAll('%2C', ',');
}

export function sampleAnswer(parameters: SampleParameters, { population, items }: Drawn): SampleAnswer {
  const { of, seed, size, rucs, position, filedFrom: from, filedTo: to } = parameters;
  const query = sampleQueryOf(parameters);
  return {
    parameters: {
      of,
      seed,
      size,
      rucs: [...rucs],
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      position: position.toString(),
    },
    method: METHOD,
    population,
    items: items.map((item, index) => ({ place: index + 1, ...item })),
    links: { self: `/v1/samples?${query}`, papers: `/v1/samples/papers?${query}`, page: `/auditoria/muestra?${query}` },
  };
}

/** How anybody does it again, without us. */
export const METHOD =
  'A cada hoja de la población se le calcula SHA-256(semilla ‖ identificador), ambos como texto UTF-8, el identificador en minúsculas; ' +
  'se ordenan por ese valor y se toman las primeras. En una consola: printf \'%s%s\' "$SEMILLA" "$IDENTIFICADOR" | sha256sum. ' +
  'La población son las hojas que el libro mayor tenía hasta la posición indicada (de las tardías y recalificadas, las que ya lo eran), ' +
  'de los proveedores y días de presentación indicados.';
