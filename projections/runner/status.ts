import { eventsBetween } from '@foja/ledger/distance.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import type pg from 'pg';
import { type Projection, schemaOf } from '../definition.ts';
import type { ProjectionStatus } from '../projections.ts';
import { type Checkpoint, readCheckpoints } from './checkpoint.ts';

interface StatusContext {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly projections: readonly Projection[];
  readonly rebuilding: ReadonlySet<string>;
  readonly now: () => number;
}

/** Read from the checkpoints, so that any process can tell, whoever does the work. */
export async function statusOf(context: StatusContext): Promise<readonly ProjectionStatus[]> {
  const { pool, projections, store } = context;
  // The head first: a checkpoint read later can only be nearer to it.
  const head = await store.head();
  const checkpoints = await readCheckpoints(pool, projections.map(schemaOf));
  return Promise.all(
    projections.map(async (projection, index): Promise<ProjectionStatus> => {
      const checkpoint = checkpoints[index];
      const position = checkpoint?.position ?? 0n;
      return {
        name: projection.name,
        version: checkpoint?.version ?? 0,
        state: stateOf(projection, checkpoint, context.rebuilding),
        position,
        lagEvents: await eventsBetween(store, position, head),
        lagSeconds: head > position ? await ageOfNext(context, position) : 0,
        ...(checkpoint?.failure ? { failure: checkpoint.failure } : {}),
      };
    }),
  );
}

function stateOf(projection: Projection, checkpoint: Checkpoint | undefined, rebuilding: ReadonlySet<string>) {
  if (checkpoint === undefined) return 'missing';
  if (rebuilding.has(projection.name) || checkpoint.version !== projection.version) return 'rebuilding';
  return checkpoint.failure === null ? 'running' : 'failed';
}

async function ageOfNext({ store, now }: StatusContext, after: bigint): Promise<number> {
  const [next] = await store.readAll({ after, max: 1 });
  return next === undefined ? 0 : Math.max(0, (now() - Date.parse(next.recordedAt)) / 1_000);
}
