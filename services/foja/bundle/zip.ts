import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';

/** A ZIP, read entry after entry in the order of its directory; nothing is unpacked, and only short files are held in memory. */
export interface Zip {
  entries(): AsyncGenerator<Entry>;
  open(entry: Entry): Promise<Readable>;
  close(): void;
}

/** @throws where the file is no ZIP. */
export async function openZip(path: string): Promise<Zip> {
  const zip = await new Promise<ZipFile>((done, failed) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, opened) =>
      error === null ? done(opened) : failed(error),
    );
  });
  return {
    async *entries() {
      for (;;) {
        const entry = await new Promise<Entry | undefined>((done, failed) => {
          const clear = () => zip.removeAllListeners();
          zip.once('entry', (found: Entry) => {
            clear();
            done(found);
          });
          zip.once('end', () => {
            clear();
            done(undefined);
          });
          zip.once('error', (error: Error) => {
            clear();
            failed(error);
          });
          zip.readEntry();
        });
        if (entry === undefined) return;
        yield entry;
      }
    },
    open: (entry) =>
      new Promise((done, failed) => {
        zip.openReadStream(entry, (error, stream) => (error === null ? done(stream) : failed(error)));
      }),
    close: () => zip.close(),
  };
}

export interface Digested {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The text, where it was asked for and is not longer than that. */
  readonly text: string | undefined;
}

/** Reads an entry to its end. */
export async function digest(stream: Readable, keepBytes: number): Promise<Digested> {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    hash.update(bytes);
    sizeBytes += bytes.length;
    if (sizeBytes <= keepBytes) kept.push(bytes);
  }
  const text = sizeBytes <= keepBytes ? Buffer.concat(kept).toString('utf8') : undefined;
  return { sha256: hash.digest('hex'), sizeBytes, text };
}
