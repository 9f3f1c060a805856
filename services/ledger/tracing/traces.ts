import {
  type Context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { Traced, Traces } from './port.ts';

/** Most spans that one piece of work is told as: a batch of a replay is of no use to anybody, one by one. */
const TOLD_MAX = 200;

/** Traces that a provider collects: the SDK's, or a test's. */
export function tracesOf(provider: TracerProvider): Traces {
  const tracer = provider.getTracer('foja');
  return {
    begin(name, traceparent, attributes = {}) {
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, contextOf(traceparent));
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        end({ failed, attributes: more = {} }) {
          span.setAttributes(more);
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },

    worked(name, events, { from, to }, attributes = {}) {
      for (const [traceparent, count] of collected(events)) {
        const about = { ...attributes, 'foja.events': count };
        tracer.startSpan(name, { startTime: from, attributes: about }, contextOf(traceparent)).end(to);
      }
    },
  };
}

/** Each trace among them that is collected, and how many of the events are its. */
function collected(events: readonly Traced[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { metadata } of events) {
    const { traceparent } = metadata;
    if (traceparent === undefined || !/^00-.*[13579bdf]$/.test(traceparent)) continue;
    if (found.size < TOLD_MAX || found.has(traceparent)) found.set(traceparent, (found.get(traceparent) ?? 0) + 1);
  }
  return found;
}

/** As W3C trace context, version 00, has it; anything else begins a trace of its own. */
function contextOf(traceparent: string | undefined): Context {
  const [, traceId = '', spanId = '', flags = '0'] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
  const remote = {
    ...INVALID_SPAN_CONTEXT,
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  return isSpanContextValid(remote) ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
}
