import { createHash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileDamaged, type FileStore } from './port.ts';

/** The same bytes; ends with `FileDamaged` instead of an end where they do not hash to their name. */
export function verified(bytes: Readable, sha256: string): Readable {
  const hash = createHash('sha256');
  const check = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(hash.digest('hex') === sha256 ? null : new FileDamaged(sha256));
    },
  });
  // The error reaches whoever reads `check`; nobody waits for the pipeline itself.
  pipeline(bytes, check).catch(() => undefined);
  return check;
}

/** A whole file in memory, verified; undefined where there is none. For files whose size is bounded. */
export async function bytesOf(files: FileStore, sha256: string): Promise<Buffer | undefined> {
  const stream = await files.get(sha256, { verify: true });
  if (stream === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
