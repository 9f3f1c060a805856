import { setTimeout as delay } from 'node:timers/promises';
import type { Traces } from '@foja/ledger/tracing/port.ts';
import type { Settings } from './settings.ts';

/** Where traces go, and their last ones with the process. */
export interface Tracing {
  readonly traces: Traces;
  close(): Promise<void>;
}

/** At the end, the last spans are given so long to be taken; the exporter itself would try for ten seconds. */
const LAST_MS = 2_000;

/**
 * Collects traces where OTEL_EXPORTER_OTLP_ENDPOINT says for whom; elsewhere no SDK is loaded. A collector that is
 * away costs spans, and no request. Whether a trace is collected goes by its id, also where its sender wants it: nobody
 * outside can have more collected than OTEL_TRACES_SAMPLER_ARG.
 */
export async function openTracing({
  otlpEndpoint,
  tracesShare,
}: Pick<Settings, 'otlpEndpoint' | 'tracesShare'>): Promise<Tracing | undefined> {
  if (otlpEndpoint === undefined) return undefined;
  const [sdk, { resourceFromAttributes }, { OTLPTraceExporter }, { tracesOf }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@foja/ledger/tracing/traces.ts'),
  ]);
  const sampler = new sdk.TraceIdRatioBasedSampler(tracesShare);
  const url = `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`;
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'foja' }),
    sampler: new sdk.ParentBasedSampler({ root: sampler, remoteParentSampled: sampler }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  return {
    traces: tracesOf(provider),
    async close() {
      const last = provider.shutdown().catch(() => undefined);
      await Promise.race([last, delay(LAST_MS, undefined, { ref: false })]);
    },
  };
}
