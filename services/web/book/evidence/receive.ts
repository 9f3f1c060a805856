import type { MultipartFile } from '@fastify/multipart';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { FastifyRequest } from 'fastify';
import type { Attachment } from './attachment.ts';
import { cleanFileName } from './file-name.ts';
import { inspect } from './kind.ts';
import { refusalSentence } from './sentences.ts';
import type { Staging } from './staging.ts';

export const MOST_FILES = 5;

/** A posted form with its files looked at one by one; a refused file is a sentence and never an error. */
export interface Received {
  readonly body: Readonly<Record<string, unknown>>;
  readonly attachments: readonly Attachment[];
  readonly refusals: readonly string[];
}

/** Reads a form however it was sent. `taken`: files that the form has already. One file at a time is in memory. */
export async function receive(
  request: FastifyRequest,
  { staging, takenOf }: { readonly staging: Staging; readonly takenOf: (body: Received['body']) => number },
): Promise<Received> {
  if (!request.isMultipart()) {
    return { body: (request.body ?? {}) as Record<string, unknown>, attachments: [], refusals: [] };
  }
  try {
    return await readParts(request, { staging, takenOf });
  } catch (error) {
    // The line dropped: nobody is there to be told, and nothing failed here.
    if (!request.raw.complete) throw new Problem('request/malformed');
    throw error;
  }
}

async function readParts(
  request: FastifyRequest,
  { staging, takenOf }: Parameters<typeof receive>[1],
): Promise<Received> {
  const body: Record<string, unknown> = {};
  const attachments: Attachment[] = [];
  const refusals: string[] = [];
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      add(body, part.fieldname, part.value);
      continue;
    }
    const bytes = await bytesOfPart(part);
    if (bytes === 'none') continue;
    const shown = cleanFileName(part.filename, undefined);
    if (takenOf(body) + attachments.length >= MOST_FILES) {
      refusals.push(refusalSentence('too-many', shown));
      continue;
    }
    const inspected = await look(bytes, shown);
    if (!inspected.ok) {
      refusals.push(refusalSentence(inspected.why, shown));
      continue;
    }
    const { mediaType, content } = inspected;
    const stored = await staging.put(content, mediaType);
    if (stored === undefined) refusals.push(refusalSentence('no-room', shown));
    else attachments.push({ ...stored, mediaType, fileName: cleanFileName(part.filename, mediaType) });
  }
  return { body, attachments, refusals };
}

async function look(bytes: Buffer | 'too-large', fileName: string) {
  if (bytes === 'too-large') return { ok: false, why: 'too-large' } as const;
  const inspected = await inspect(bytes, fileName);
  return inspected.ok ? { ...inspected, content: bytes } : inspected;
}

/** `none`: the field was left blank, which browsers send as a nameless empty file. */
async function bytesOfPart(part: MultipartFile): Promise<Buffer | 'too-large' | 'none'> {
  const chunks: Buffer[] = [];
  for await (const chunk of part.file) chunks.push(chunk);
  if (part.file.truncated) return 'too-large';
  const bytes = Buffer.concat(chunks);
  return bytes.length === 0 && (part.filename ?? '') === '' ? 'none' : bytes;
}

function add(body: Record<string, unknown>, name: string, value: unknown): void {
  if (!Object.hasOwn(body, name)) Object.defineProperty(body, name, { value, enumerable: true, writable: true });
  else body[name] = Array.isArray(body[name]) ? [...body[name], value] : [body[name], value];
}
