import { type Entry, fromBuffer, open, type ZipFile } from 'yauzl';

/** A ZIP as another reader than its writer sees it (yauzl, which validates names and sizes). */
export async function entriesOf(zip: Buffer | string): Promise<Map<string, Entry>> {
  const file = await opened(zip);
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    file.on('error', reject);
    file.on('entry', (entry: Entry) => {
      if (entries.has(entry.fileName)) reject(new Error(`twice: ${entry.fileName}`));
      entries.set(entry.fileName, entry);
      file.readEntry();
    });
    file.on('end', () => resolve(entries));
    file.readEntry();
  });
}

/** Every file of it, decompressed; yauzl checks the sizes, the test checks the hashes. */
export async function filesOf(zip: Buffer | string): Promise<Map<string, Buffer>> {
  const file = await opened(zip);
  const files = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    file.on('error', reject);
    file.on('entry', (entry: Entry) => {
      file.openReadStream(entry, (error, stream) => {
        if (error !== null || stream === undefined) return reject(error);
        const chunks: Buffer[] = [];
        stream.on('error', reject);
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          files.set(entry.fileName, Buffer.concat(chunks));
          file.readEntry();
        });
      });
    });
    file.on('end', () => resolve(files));
    file.readEntry();
  });
}

function opened(zip: Buffer | string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, file?: ZipFile) => (file === undefined ? reject(error) : resolve(file));
    if (typeof zip === 'string') open(zip, { lazyEntries: true, autoClose: true }, done);
    else fromBuffer(zip, { lazyEntries: true }, done);
  });
}
