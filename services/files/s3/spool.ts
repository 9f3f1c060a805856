import { createHash, randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileContent, FileTooLarge, type StoredFile } from '../port.ts';

/** Content whose name is known, to be sent as often as need be. */
export interface Spooled extends StoredFile {
  readonly body: Blob;
  /** Takes away what was laid down for it. */
  done(): Promise<void>;
}

/**
 * A bucket wants a file's name, length and hash before its first byte. What comes as a stream is laid down on this machine
 * meanwhile, for its owner only; what is in memory stays there.
 * @throws FileTooLarge, and whatever ends the stream; nothing stays behind.
 */
export async function spool(content: FileContent, maxBytes = Number.POSITIVE_INFINITY): Promise<Spooled> {
  const hash = createHash('sha256');
  if (content instanceof Uint8Array) {
    if (content.byteLength > maxBytes) throw new FileTooLarge(maxBytes);
    const sha256 = hash.update(content).digest('hex');
    return {
      sha256,
      sizeBytes: content.byteLength,
      body: new Blob([Buffer.from(content)]),
      done: async () => undefined,
    };
  }
  const path = join(tmpdir(), `foja-${randomUUID()}`);
  const done = () => rm(path, { force: true });
  let sizeBytes = 0;
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of content) {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > maxBytes) throw new FileTooLarge(maxBytes);
        hash.update(chunk);
        await file.writeFile(chunk); // at the current position; unlike write(), never short
      }
    } finally {
      await file.close();
    }
    return { sha256: hash.digest('hex'), sizeBytes, body: await openAsBlob(path), done };
  } catch (error) {
    await done();
    throw error;
  }
}
