import type { FastifyInstance } from 'fastify';
import { Gauge, Histogram, Registry } from 'prom-client';
import type { AppDependencies, SealedLedger } from './dependencies.ts';
import { measureFeeds } from './feeds/metrics.ts';
import { patternOf } from './request-log.ts';

/** Prometheus metrics of the API. Labels are routes and read models: no tenant, no person. */
export function measure(app: FastifyInstance, dependencies: AppDependencies): Registry {
  const { store, projections, sealing, waitingFilings, mails, parts } = dependencies;
  const registry = dependencies.metrics ?? new Registry();
  const registers = [registry];
  const durations = new Histogram({
    name: 'foja_http_request_duration_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: patternOf(request.routeOptions.url), status: reply.statusCode };
    durations.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  new Gauge({
    name: 'foja_ledger_position',
    help: 'Position of the last event appended to the ledger',
    registers,
    async collect() {
      this.set(Number(await store.head().catch(() => Number.NaN)));
    },
  });
  if (sealing !== undefined) measureSealing(sealing, registers);
  if (dependencies.feeds !== undefined) measureFeeds(dependencies.feeds, registers);
  new Gauge({
    name: 'foja_projection_lag_events',
    help: 'Events that a read model has yet to handle',
    labelNames: ['projection'],
    registers,
    async collect() {
      for (const { name, lagEvents } of await projections.status().catch(() => [])) {
        this.set({ projection: name }, lagEvents);
      }
    },
  });
  new Gauge({
    name: 'foja_filing_lane_waiting',
    help: 'Filings waiting for their number',
    registers,
    collect() {
      this.set(waitingFilings?.() ?? 0);
    },
  });
  new Gauge({
    name: 'foja_mails',
    help: 'Mails by state; those that are dead wait for somebody to try them again',
    labelNames: ['state'],
    registers,
    async collect() {
      const counts = (await mails?.().catch(() => undefined)) ?? {};
      for (const [state, count] of Object.entries(counts)) this.set({ state }, Number(count));
    },
  });
  new Gauge({
    name: 'foja_part_working',
    help: '1 where this process does this part, 0 where it stands by; the sum over all processes is 1 but for api and erp',
    labelNames: ['part'],
    registers,
    collect() {
      for (const { name, state } of parts?.() ?? []) {
        if (state !== 'needless') this.set({ part: name }, state === 'working' ? 1 : 0);
      }
    },
  });
  return registry;
}

function measureSealing(sealing: SealedLedger, registers: Registry[]): void {
  const gauges = [
    ['foja_sealed_events', 'Events in the last checkpoint', 'sealedEvents'],
    ['foja_seal_lag_events', 'Events that are not sealed yet', 'lagEvents'],
    ['foja_seal_lag_seconds', 'Age of the oldest event that is not sealed', 'lagSeconds'],
  ] as const;
  // One question for all of them: the first that is collected asks, the others wait for it.
  let asked: ReturnType<SealedLedger['state']> | undefined;
  const state = () => {
    asked ??= sealing.state().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  for (const [name, help, member] of gauges) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(
          await state().then(
            (found) => found[member],
            () => Number.NaN,
          ),
        );
      },
    });
  }
  new Gauge({
    name: 'foja_sealing_refused',
    help: '1 where this process refuses to seal, since the ledger does not go on from what was signed',
    registers,
    async collect() {
      this.set(
        await state().then(
          (found) => (found.state === 'refused' ? 1 : 0),
          () => Number.NaN,
        ),
      );
    },
  });
}
