import { createHash } from 'node:crypto';
import type { FileStore } from '../port.ts';
import { verified } from '../verified.ts';
import type { S3Address } from './address.ts';
import { type BucketOptions, openBucket } from './bucket.ts';
import { spool } from './spool.ts';

/** What is deleted from this bucket stays as an older version: nothing could be erased. */
export class KeepsVersions extends Error {
  override readonly name = 'KeepsVersions';
}

/**
 * Files in a bucket, each under its SHA-256, which is part of the signature that it is sent with: the server itself refuses
 * other bytes. Sent only where the name is free; where it is taken by bytes that the server knows under another hash, or
 * under none, they are replaced. Trusts nobody on the way back: every read is verified, asked for or not.
 * @throws KeepsVersions; BucketUnavailable where the bucket does not answer.
 */
export async function openS3Files(address: S3Address, options: BucketOptions = {}): Promise<FileStore> {
  const bucket = openBucket(address, options);
  // Whether the key may write and delete is found out now, and not with a consumer's evidence in hand.
  await bucket.put(PROBE, new Blob([]), { sha256: NOTHING, mediaType: 'text/plain', replace: true });
  await bucket.delete(PROBE);
  if ((await bucket.keepsVersions()) === true) throw new KeepsVersions('the bucket keeps older versions');

  return {
    async put(content, { mediaType, maxBytes }) {
      const { sha256, sizeBytes, body, done } = await spool(content, maxBytes);
      try {
        const name = nameOf(sha256);
        const outcome = await bucket.put(name, body, { sha256, mediaType, replace: false });
        if (outcome === 'there' && (await bucket.digestOf(name)) !== sha256) {
          await bucket.put(name, body, { sha256, mediaType, replace: true });
        }
        return { sha256, sizeBytes };
      } finally {
        await done();
      }
    },

    async get(sha256) {
      const bytes = await bucket.get(nameOf(sha256));
      return bytes === undefined ? undefined : verified(bytes, sha256);
    },

    async has(sha256) {
      return (await bucket.digestOf(nameOf(sha256))) !== undefined;
    },

    async delete(sha256) {
      const name = nameOf(sha256);
      const there = (await bucket.digestOf(name)) !== undefined;
      await bucket.delete(name);
      return there;
    },
  };
}

const PROBE = 'foja-prueba';
const NOTHING = createHash('sha256').digest('hex');

/** @throws RangeError for anything but a hash: no other text may become a name. */
function nameOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('a file is asked for by its SHA-256, 64 hexadecimal digits');
  return sha256;
}
