import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import type { Upload } from './desk.ts';

/** As the consumer's own evidence: five files of at most ten megabytes. */
export const MOST_FILES = 5;
export const MOST_BYTES = 10 * 1024 * 1024;

/**
 * Reads a form with files before its handler runs, all in memory and bounded; a file too long is cut, not refused here: the
 * handler says so beside everything else that was typed.
 */
export async function readUploads(app: FastifyInstance): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { files: MOST_FILES, fileSize: MOST_BYTES, fields: 100, fieldSize: 64 * 1024, parts: 110 },
  });
  app.decorateRequest('uploads', null as unknown as readonly Upload[]);
  app.addHook('preHandler', async (request) => {
    request.uploads = [];
    if (!request.isMultipart()) return;
    const form: Record<string, string | string[]> = Object.create(null);
    const uploads: Upload[] = [];
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const bytes = await part.toBuffer();
        const { truncated } = part.file;
        if (part.filename !== '' || bytes.length > 0) {
          uploads.push({ field: part.fieldname, fileName: part.filename, bytes, truncated });
        }
      } else if (typeof part.value === 'string') {
        const before = form[part.fieldname];
        form[part.fieldname] = before === undefined ? part.value : [before, part.value].flat();
      }
    }
    request.body = form;
    request.uploads = uploads;
  });
}
