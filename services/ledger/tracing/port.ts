import type { EventMetadata } from '../port.ts';

/**
 * Traces by OpenTelemetry, as much as the house needs of them. What a request leads to later (projections, feeds) finds its
 * trace in the metadata of the events that it wrote: `traceparent`, W3C trace context, ids drawn at random and nothing else.
 * Where nobody collects traces there is none of this, and nothing is done.
 */
export interface Traces {
  /** A request begins; it goes on a trace that its sender has begun. */
  begin(name: string, traceparent: string | undefined, attributes?: Attributes): Span;
  /** Work that was done on events of several traces: told to each of those that are collected. */
  worked(name: string, events: readonly Traced[], took: Took, attributes?: Attributes): void;
}

export interface Span {
  /** What continues it: carried on in events. */
  readonly traceparent: string;
  end(outcome: { readonly failed: boolean; readonly attributes?: Attributes }): void;
}

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Milliseconds since 1970. */
export interface Took {
  readonly from: number;
  readonly to: number;
}

/** An event, stored or about to be. */
export interface Traced {
  readonly metadata: Pick<EventMetadata, 'traceparent'>;
}
