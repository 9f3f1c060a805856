import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import yazl from 'yazl';

/** A ZIP that is written while it is read, at its reader's pace, and ends with a manifest of what is in it. */
export class StreamedArchive {
  readonly #zip = new yazl.ZipFile();
  readonly #options: { readonly mtime: Date; readonly mode: number };
  readonly #manifest: string[] = [];
  readonly stream: Readable;

  constructor(mtime: Date) {
    this.#options = { mtime, mode: 0o100644 };
    this.stream = Readable.from(this.#zip.outputStream, { objectMode: false });
    this.#zip.on('error', (error) => this.fail(error));
  }

  add(path: string, content: string): void {
    const bytes = Buffer.from(content);
    this.#zip.addBuffer(bytes, path, this.#options);
    this.#list(path, createHash('sha256').update(bytes).digest('hex'), bytes.length);
  }

  /** Resolves when its turn has come, that is, when all before it is on its way. */
  addStream(path: string, parts: AsyncIterable<string> | Iterable<string>): Promise<void> {
    return new Promise((turn) => {
      this.#zip.addReadStreamLazy(path, this.#options, (ready) => {
        ready(null, Readable.from(this.#counted(path, parts), { objectMode: false }));
        turn();
      });
    });
  }

  end(): Promise<void> {
    const manifest = this.#manifest;
    const lines = (function* () {
      yield manifest.join(''); // read once all before it is written
    })();
    const turn = this.addStream('manifiesto.txt', lines);
    this.#zip.end();
    return turn;
  }

  /** For formats that are a ZIP of parts of their own. */
  endWithoutManifest(): void {
    this.#zip.end();
  }

  fail(error: unknown): void {
    this.stream.destroy(error instanceof Error ? error : new Error('not an error', { cause: error }));
  }

  async *#counted(path: string, parts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let length = 0;
    for await (const part of parts) {
      const bytes = Buffer.from(part);
      if (bytes.length === 0) continue;
      hash.update(bytes);
      length += bytes.length;
      yield bytes;
    }
    this.#list(path, hash.digest('hex'), length);
  }

  #list(path: string, sha256: string, sizeBytes: number): void {
    this.#manifest.push(`${sha256}  ${sizeBytes}  ${path}\n`);
  }
}
