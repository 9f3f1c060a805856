import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { bytesOf, type FileStore, FileTooLarge } from '@foja/files';
import { beforeAll, describe, expect, it } from 'vitest';

const PDF = { mediaType: 'application/pdf' };

/** What every file store promises. `open` answers an empty store; `names` every name that it shows to an outsider. */
export function fileStoreContract(adapter: string, open: () => Promise<FileStore>): void {
  describe(`file store contract: ${adapter}`, () => {
    let files: FileStore;
    beforeAll(async () => {
      files = await open();
    });

    it('answers the hash and the size of what was put, and gives the same bytes back', async () => {
      const bytes = Buffer.from('una hoja de reclamación');
      const stored = await files.put(bytes, PDF);
      expect(stored).toEqual({ sha256: sha256(bytes), sizeBytes: bytes.length });
      expect((await bytesOf(files, stored.sha256))?.equals(bytes)).toBe(true);
      expect(await files.has(stored.sha256)).toBe(true);
    });

    it('takes a stream as well, in whatever pieces', async () => {
      const bytes = Buffer.alloc(3_000_000, 'abcdefg');
      const stored = await files.put(Readable.from(pieces(bytes, 70_001)), PDF);
      expect(stored).toEqual({ sha256: sha256(bytes), sizeBytes: bytes.length });
      expect((await bytesOf(files, stored.sha256))?.equals(bytes)).toBe(true);
    });

    it('keeps a file of no bytes', async () => {
      const stored = await files.put(Buffer.alloc(0), PDF);
      expect(stored.sizeBytes).toBe(0);
      expect(await bytesOf(files, stored.sha256)).toEqual(Buffer.alloc(0));
    });

    it('stores the same bytes once, however many put them at once', async () => {
      const bytes = Buffer.alloc(200_000, 'x');
      const stored = await Promise.all(
        Array.from({ length: 12 }, () => files.put(Readable.from(pieces(bytes, 9_000)), PDF)),
      );
      expect(new Set(stored.map((file) => file.sha256))).toEqual(new Set([sha256(bytes)]));
      expect((await bytesOf(files, sha256(bytes)))?.equals(bytes)).toBe(true);
      expect(await files.delete(sha256(bytes))).toBe(true);
      expect(await files.has(sha256(bytes))).toBe(false);
    });

    it('has nothing where nothing was put', async () => {
      const nobody = sha256(Buffer.from('nobody put this'));
      expect(await files.get(nobody)).toBeUndefined();
      expect(await bytesOf(files, nobody)).toBeUndefined();
      expect(await files.has(nobody)).toBe(false);
      expect(await files.delete(nobody)).toBe(false);
    });

    it('refuses what passes the bound, and keeps nothing of it', async () => {
      const bytes = Buffer.alloc(100_000, 'too much');
      const put = files.put(Readable.from(pieces(bytes, 10_000)), { ...PDF, maxBytes: 99_999 });
      await expect(put).rejects.toThrow(FileTooLarge);
      expect(await files.has(sha256(bytes))).toBe(false);
      await expect(files.put(bytes, { ...PDF, maxBytes: 100_000 })).resolves.toMatchObject({ sizeBytes: 100_000 });
    });

    it('passes on the error of a stream that breaks, and keeps nothing of it', async () => {
      const broken = (async function* () {
        yield Buffer.from('half of it');
        throw new Error('the line dropped');
      })();
      await expect(files.put(broken, PDF)).rejects.toThrow('the line dropped');
      expect(await files.has(sha256(Buffer.from('half of it')))).toBe(false);
    });

    it.each(['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`, 'a'.repeat(65)])(
      'takes no name but a hash: %j',
      async (name) => {
        await expect(files.get(name)).rejects.toThrow(RangeError);
        await expect(files.has(name)).rejects.toThrow(RangeError);
        await expect(files.delete(name)).rejects.toThrow(RangeError);
      },
    );
  });
}

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
