import type { EventStore, Position } from '@foja/ledger/port.ts';
import type pg from 'pg';
import { type Projection, schemaOf } from '../definition.ts';
import type { RebuildOptions, RebuildReport } from '../projections.ts';
import { applyBatch, writeEvents } from '../runner/apply.ts';
import { FENCE, readCheckpoint } from '../runner/checkpoint.ts';
import { type ReadEvent, trusting, validating } from '../runner/event.ts';
import { createIndexes, settleTables } from '../runner/schema.ts';
import { eventsUpTo, replay, type Shadow } from './replay.ts';
import { BULK_SESSION, withShadows } from './shadows.ts';

export interface RebuildContext {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly projections: readonly Projection[];
  readonly now: () => number;
}

/**
 * Replays the ledger into a shadow of each projection and swaps it in by renaming schemas. Readers see the old rows until
 * the very commit; the runner goes on meanwhile, is fenced off at the swap, and goes on from the new checkpoint.
 * @throws RebuildUnderWay; PoisonEvent, and then live stays as it was.
 */
export async function rebuild(context: RebuildContext, options: RebuildOptions = {}): Promise<RebuildReport> {
  const { pool, store, now } = context;
  const { onProgress, signal } = options;
  const started = now();
  const projections = chosen(context.projections, options.only);
  const read = options.validate === true ? validating : trusting;
  const head = await store.head();
  let events = 0;
  const report = (phase: 'replaying' | 'indexing' | 'swapping', more = 0) => {
    events += more;
    onProgress?.({ phase, events, of: eventsUpTo(store, head) });
  };
  await withShadows(pool, projections, async (shadows) => {
    await replay(shadows, {
      store,
      until: head,
      read,
      signal,
      onEvents: (n) => report('replaying', n),
    });
    report('indexing');
    await Promise.all(shadows.map((shadow) => finish(shadow, pool)));
    signal?.throwIfAborted();
    report('swapping');
    for (const shadow of shadows) await swapIn(shadow, { position: head, store, read });
  });
  return { projections: projections.map(({ name }) => name), events, durationMs: now() - started };
}

async function finish({ client, target }: Shadow, pool: pg.Pool): Promise<void> {
  await settleTables(client, target);
  const helper = await pool.connect();
  let broken = true;
  try {
    await helper.query(BULK_SESSION);
    await createIndexes([client, helper], target);
    await helper.query('RESET ALL');
    broken = false;
  } finally {
    helper.release(broken);
  }
}

/** @throws where a name is not that of a projection. */
export function chosen(projections: readonly Projection[], only: readonly string[] | undefined): readonly Projection[] {
  if (only === undefined) return projections;
  return only.map((name) => {
    const projection = projections.find((other) => other.name === name);
    if (projection === undefined) throw new Error(`there is no read model called ${JSON.stringify(name)}`);
    return projection;
  });
}

interface Stretch {
  readonly position: Position;
  readonly store: EventStore;
  readonly read: ReadEvent;
}

/** So near to live, the rest is applied while live stands still. */
const LAST_STRETCH = 1_000;

async function swapIn({ target, client }: Shadow, { position, store, read }: Stretch): Promise<void> {
  let at = position;
  while (true) {
    const events = await store.readAll({ after: at, max: LAST_STRETCH });
    at = await applyBatch(client, target, { events, from: at, read });
    if (events.length < LAST_STRETCH) break;
  }
  const live = schemaOf(target.projection);
  const old = `${live}__old`;
  await client.query('BEGIN');
  try {
    if (!(await isThere(client, live))) return await install(client, { target, at });
    // Waits for the runner's transaction in hand; its next one then waits here, and finds the fence.
    await client.query(`SELECT position FROM ${live}.checkpoint FOR UPDATE`);
    const checkpoint = await readCheckpoint(client, live);
    if (checkpoint === undefined) throw new Error(`${live} is gone`);
    while (at < checkpoint.position) {
      const events = await store.readAll({ after: at, max: LAST_STRETCH });
      const last = events.at(-1);
      if (last === undefined) break;
      await writeEvents(client, target, events, read);
      at = last.position;
    }
    await client.query(`UPDATE ${target.schema}.checkpoint SET position = $1`, [at.toString()]);
    await client.query(`UPDATE ${live}.checkpoint SET position = ${FENCE}`);
    await client.query(`ALTER SCHEMA ${live} RENAME TO ${old}; ALTER SCHEMA ${target.schema} RENAME TO ${live}`);
    await client.query('SET LOCAL synchronous_commit = on; COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function isThere(client: pg.ClientBase, schema: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('SELECT to_regnamespace($1) IS NOT NULL AS there', [schema]);
  return rows[0]?.there === true;
}

/** A ledger whose read models no process has fed yet: there is nothing to swap with. */
async function install(
  client: pg.ClientBase,
  { target, at }: { target: Shadow['target']; at: Position },
): Promise<void> {
  await client.query(`UPDATE ${target.schema}.checkpoint SET position = $1`, [at.toString()]);
  await client.query(`ALTER SCHEMA ${target.schema} RENAME TO ${schemaOf(target.projection)}`);
  await client.query('COMMIT');
}
