import { fieldErrors } from '@foja/commands/problems/field-errors.ts';
import { parseJsonBody } from '@foja/commands/problems/json-body.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { type Command, commandOf } from '@foja/contracts/integration/commands/catalogue.ts';
import { messageId as validId } from '@foja/contracts/integration/commands/result.ts';
import type { IHeaders } from 'kafkajs';
import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';

/** What an ERP put on its topic, before anybody looked at it. */
export interface Arrived {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders | undefined;
}

/** By whom it was sent, where that can be told: who waits for its result knows it by this. */
export interface Sent {
  readonly messageId: string;
  /** UUID; the same firm and message id are the same command, for ever. */
  readonly commandId: string;
}

export type Incoming =
  | (Sent & { readonly kind: 'command'; readonly command: Command; readonly traceparent: string | undefined })
  | { readonly kind: 'reject'; readonly sent: Sent | undefined; readonly problem: Problem };

/** As much as a body over HTTP. */
const MAX_BYTES = 256 * 1024;

/**
 * The command in a message: CloudEvents 1.0 in binary mode (`ce_id`, `ce_type`, the data as value), or a header `id` and
 * `{"type": …, "data": …}` as value. Read as strictly as a request's body.
 */
export function readIncoming({ value, headers = {} }: Arrived, ruc: string): Incoming {
  const sent = sentBy(headers, ruc);
  try {
    if (sent === undefined) throw wrongHeader(isCloudEvent(headers) ? 'ce_id' : 'id', headers);
    return { ...sent, kind: 'command', command: commandIn(value, headers), traceparent: traceparentOf(headers) };
  } catch (error) {
    if (error instanceof Problem) return { kind: 'reject', sent, problem: error };
    throw error;
  }
}

function commandIn(value: Buffer | null, headers: IHeaders): Command {
  const type = textOf(headers, 'content-type');
  if (type !== undefined && !JSON_TYPE.test(type)) throw new Problem('request/media-type');
  const bytes = value ?? Buffer.alloc(0);
  if (bytes.length > MAX_BYTES) throw new Problem('request/too-large', { about: { limitBytes: MAX_BYTES } });
  const body = parseJsonBody(bytes) ?? {};
  if (isCloudEvent(headers)) {
    if (textOf(headers, 'ce_specversion') !== '1.0') throw wrongHeader('ce_specversion', headers);
    return understood(textOf(headers, 'ce_type'), body, () => wrongHeader('ce_type', headers));
  }
  const plain = parsed(envelope, body);
  return understood(plain.type, plain.data, () => invalid('type', 'field/value'));
}

function understood(type: string | undefined, data: unknown, unknown: () => Problem): Command {
  const known = type === undefined ? undefined : commandOf(type);
  if (known === undefined) throw unknown();
  // The schema is the type's own: what it gives is that type's data.
  return { type: known.type, data: parsed(known.schema, data) } as Command;
}

function parsed<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Problem('request/invalid', { errors: fieldErrors(result.error, input) });
}

const envelope = z.strictObject({ type: z.string(), data: z.unknown() });
const JSON_TYPE = /^application\/(?:json|[\w.-]+\+json)\s*(?:;|$)/i;

function sentBy(headers: IHeaders, ruc: string): Sent | undefined {
  const id = validId.safeParse(textOf(headers, isCloudEvent(headers) ? 'ce_id' : 'id'));
  if (!id.success) return undefined;
  return { messageId: id.data, commandId: uuidv5(JSON.stringify([ruc, id.data]), ERP_COMMANDS) };
}

function isCloudEvent(headers: IHeaders): boolean {
  return ['ce_specversion', 'ce_id', 'ce_type'].some((name) => headers[name] !== undefined);
}

/** W3C trace context; anything else is left out. */
function traceparentOf(headers: IHeaders): string | undefined {
  const text = textOf(headers, 'ce_traceparent') ?? textOf(headers, 'traceparent');
  return text !== undefined && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(text) ? text : undefined;
}

function wrongHeader(name: string, headers: IHeaders): Problem {
  return invalid(name, textOf(headers, name) === undefined ? 'field/required' : 'field/value');
}

function invalid(field: string, code: string): Problem {
  return new Problem('request/invalid', { errors: [{ field, code }] });
}

function textOf(headers: IHeaders, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || Array.isArray(value) ? undefined : value.toString();
}

/** Namespace of command ids (RFC 9562); any UUID, the same for ever. */
const ERP_COMMANDS = '3b1d1f0c-8a54-5c92-9a0e-5d4f2f7f6c18';
