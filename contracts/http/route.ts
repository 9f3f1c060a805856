import type { z } from 'zod';
import type { Action } from './actions.ts';

/** An answer of a route: what it means, and the schema of its JSON (absent: no body, or another media type). */
export interface AnswerDefinition {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Other representations, chosen by Accept. */
  readonly alsoAs?: readonly string[];
}

/**
 * One operation of the API. Fastify's routes, OpenAPI and the authorisation table all come from these definitions, so
 * that what is documented, what is served and what is guarded can't drift apart.
 */
export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With parameters in braces, as OpenAPI writes them; `{tile+}`, at the end, takes all that is left, slashes included. */
  readonly path: string;
  /** What the caller must be allowed to do; see actions.ts. */
  readonly action: Action;
  readonly summary: { readonly es: string; readonly en: string };
  readonly tag: 'proveedores' | 'auditores' | 'reclamos' | 'plazos' | 'indecopi' | 'sellado' | 'feeds' | 'casa';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, AnswerDefinition>>;
  /** Idempotency-Key: the same key again is the same command. Absent: the route takes none. */
  readonly idempotency?: 'required' | 'optional';
  /** Answers with an ETag; reads take If-None-Match, writes take If-Match. */
  readonly versioned?: true;
  /** Taken by spreadsheets, too: the key may come as the password of Basic credentials. */
  readonly spreadsheet?: true;
  /** Reads a read model: takes Foja-Read-After, and waits for it a bounded time. */
  readonly readModel?: true;
}
