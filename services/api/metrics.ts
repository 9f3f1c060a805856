import type { FastifyInstance } from 'fastify';
import { Gauge, Histogram, Registry } from 'prom-client';
import type { AppDependencies } from './dependencies.ts';
import { patternOf } from './request-log.ts';

/** Prometheus metrics of the API. Labels are routes and read models: no tenant, no person. */
export function measure(app: FastifyInstance, dependencies: AppDependencies): Registry {
  const { store, projections, waitingFilings, mails } = dependencies;
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
  return registry;
}
