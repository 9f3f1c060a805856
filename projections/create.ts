import { setTimeout as wait } from 'node:timers/promises';
import { deadlines } from './deadlines/projection.ts';
import { deadlineQueries } from './deadlines/query.ts';
import { type Projection, schemaOf } from './definition.ts';
import type { Log, Projections, ProjectionsOptions, Tuning } from './projections.ts';
import { rebuildCheck } from './rebuild/check.ts';
import { rebuild } from './rebuild/rebuild.ts';
import { register } from './register/projection.ts';
import { registerQueries } from './register/query.ts';
import { readCheckpoints } from './runner/checkpoint.ts';
import { trusting } from './runner/event.ts';
import { Progress } from './runner/progress.ts';
import { Runner } from './runner/runner.ts';
import { statusOf } from './runner/status.ts';
import { sampleQueries } from './sampling/query.ts';
import { statistics } from './statistics/projection.ts';
import { statisticsQueries } from './statistics/query.ts';

/** The read models of the house. */
export const projections: readonly Projection[] = [
  register,
  deadlines,
  statistics,
] as readonly unknown[] as Projection[];

/** Nothing runs before `start`; queries, rebuilds and waiting work without, for a process that only reads. */
export function createProjections(options: ProjectionsOptions): Projections {
  return createProjectionsOf(projections, options);
}

/** The same over other projections: for tests of the runner. */
export function createProjectionsOf(feeds: readonly Projection[], options: ProjectionsOptions): Projections {
  const { pool, store, log = SILENT, clock: now = Date.now, traces } = options;
  const tuning: Tuning = { ...TUNING, ...options.tuning };
  const progress = new Progress();
  const context = { pool, store, projections: feeds, now };
  const runner = new Runner({
    ...context,
    progress,
    log,
    tuning,
    traces,
    read: trusting,
    rebuild: (name, signal) => rebuild(context, { only: [name], signal }),
  });
  const schemas = feeds.map(schemaOf);
  let _polling: Promise<void> | undefined;

  /** Runs while somebody waits and the work is done elsewhere. */
  async function poll(): Promise<void> {
    while (progress.waiting) {
      const checkpoints = runner.leading ? [] : await readCheckpoints(pool, schemas).catch(() => []);
      for (const [index, checkpoint] of checkpoints.entries()) {
        const name = feeds[index]?.name;
        if (name !== undefined && checkpoint !== undefined) progress.advance(name, checkpoint.position);
      }
      await wait(tuning.pollMs);
    }
  }

  return {
    queries: {
      register: registerQueries(pool),
      deadlines: deadlineQueries(pool),
      statistics: statisticsQueries(pool),
      samples: sampleQueries(pool),
    },
    prepare: () => runner.prepare(),
    start: (turn) => runner.start(turn),
    stop: () => runner.stop(),
    status: () => statusOf({ ...context, rebuilding: runner.rebuilding }),
    waitFor(position, timeoutMs, names = feeds.map(({ name }) => name)) {
      const reached = progress.wait(position, names, timeoutMs);
      if (progress.waiting) {
        _polling ??= poll().finally(() => {
          _polling = undefined;
        });
      }
      return reached;
    },
    rebuild: (rebuildOptions) => rebuild(context, rebuildOptions),
    rebuildCheck: (checkOptions) => rebuildCheck(context, checkOptions),
  };
}

const TUNING: Tuning = {
  batchMax: 1_000,
  leaseRetryMs: 500,
  retryMs: 500,
  retryMaxMs: 60_000,
  pollMs: 10,
  gatherMs: 20,
  gatherBusyMs: 200,
  bulkFrom: 20_000,
};

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
