import { createHash } from 'node:crypto';
import { bytesOf, FileDamaged } from '@foja/files';
import { s3AddressOf, shownAddress } from '@foja/files/s3/address.ts';
import { BucketUnavailable } from '@foja/files/s3/bucket.ts';
import { KeepsVersions, openS3Files } from '@foja/files/s3/store.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStandIn, type StandIn } from '../support/s3/server.ts';
import { fileStoreContract } from './contract.ts';

const PDF = { mediaType: 'application/pdf' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let server: StandIn;
beforeAll(async () => {
  server = await openStandIn();
});
afterAll(() => server.close());

fileStoreContract('S3, a stand-in that checks signatures', () => openS3Files(server.address));

const real = process.env['TEST_S3_URL'];
if (real === undefined) it('S3, a real server', ({ skip }) => skip('TEST_S3_URL names no bucket'));
else
  fileStoreContract('S3, a real server', async () => {
    const address = s3AddressOf(real);
    if (typeof address === 'string') throw new Error(`TEST_S3_URL: ${address}`);
    return openS3Files({ ...address, prefix: `${address.prefix}${crypto.randomUUID()}/` });
  });

describe('files in a bucket', () => {
  let own: StandIn;
  beforeEach(async () => {
    own = await openStandIn();
    return () => own.close();
  });

  it('lie under the prefix and their hash, as the type that was told, and are sent once', async () => {
    const files = await openS3Files(own.address);
    await files.put(Buffer.from('una hoja'), PDF);
    await files.put(Buffer.from('una hoja'), PDF);
    expect([...own.objects.keys()]).toEqual([`casa/${sha256('una hoja')}`]);
    expect(own.objects.get(`casa/${sha256('una hoja')}`)?.mediaType).toBe('application/pdf');
  });

  it('are found out when their bytes changed in the bucket, asked or not; putting them again mends them', async () => {
    own.knowNothing();
    const files = await openS3Files(own.address);
    const stored = await files.put(Buffer.from('as it was'), PDF);
    const object = own.objects.get(`casa/${stored.sha256}`);
    if (object !== undefined) object.bytes = Buffer.from('as it is now');
    await expect(bytesOf(files, stored.sha256)).rejects.toThrow(FileDamaged);
    const unasked = async () => {
      const chunks = [];
      for await (const chunk of (await files.get(stored.sha256)) ?? []) chunks.push(chunk);
      return chunks;
    };
    await expect(unasked()).rejects.toThrow(FileDamaged);
    await files.put(Buffer.from('as it was'), PDF);
    expect((await bytesOf(files, stored.sha256))?.toString()).toBe('as it was');
  });

  it('are put in place of what somebody else left under their name', async () => {
    const name = `casa/${sha256('mine')}`;
    own.objects.set(name, { bytes: Buffer.from('not mine'), mediaType: undefined, checksum: undefined });
    const files = await openS3Files(own.address);
    await files.put(Buffer.from('mine'), PDF);
    expect(own.objects.get(name)?.bytes.toString()).toBe('mine');
  });

  it('outlive a server that fails, is busy or hangs up, for a moment', async () => {
    const files = await openS3Files(own.address, { tries: 4 });
    own.fail(503);
    own.fail(0);
    own.fail(429);
    const { sha256: hash } = await files.put(Buffer.from('in the end'), PDF);
    own.fail(500, 2);
    expect((await bytesOf(files, hash))?.toString()).toBe('in the end');
    own.fail(0, 2);
    expect(await files.delete(hash)).toBe(true);
    expect(own.objects.size).toBe(0);
  });

  it('say so where it goes on failing, without a name or a key', async () => {
    const files = await openS3Files(own.address, { tries: 2 });
    own.fail(503, 2);
    const put = files.put(Buffer.from('never'), PDF);
    await expect(put).rejects.toThrow(BucketUnavailable);
    await expect(put).rejects.toThrow('the bucket did not store a file: 503');
  });

  it('are not kept where what is erased would stay, nor with a key that does not open', async () => {
    await expect(openS3Files({ ...own.address, secretAccessKey: 'otro' })).rejects.toThrow('store a file: 403');
    await expect(openS3Files({ ...own.address, bucket: 'otro' })).rejects.toThrow('store a file: 404');
    own.keepVersions();
    await expect(openS3Files(own.address)).rejects.toThrow(KeepsVersions);
  });
});

describe('S3_URL', () => {
  it('is read whole, with what is special encoded', () => {
    expect(s3AddressOf('s3://AKIA:se%2Fcreto@minio:9000/foja/casa?region=sa-east-1&tls=off')).toEqual({
      endpoint: 'http://minio:9000',
      bucket: 'foja',
      prefix: 'casa/',
      region: 'sa-east-1',
      accessKeyId: 'AKIA',
      secretAccessKey: 'se/creto',
    });
    const beside = { accessKeyId: 'a', secretAccessKey: 'b' };
    expect(s3AddressOf('s3://s3.sa-east-1.amazonaws.com/foja', beside)).toMatchObject({
      endpoint: 'https://s3.sa-east-1.amazonaws.com',
      ...beside,
    });
  });

  it.each([
    'https://minio/foja',
    's3:///foja',
    's3://a:b@minio',
    's3://a:b@minio/F',
    's3://minio/foja',
    's3://a:b@minio/foja?tls=maybe',
    's3://a:%zz@minio/foja',
    's3://a:b@minio/foja/..%2f',
  ])('is refused without repeating it: %s', (text) => {
    const told = s3AddressOf(text);
    expect(told).toBeTypeOf('string');
    expect(told).not.toContain('minio');
  });

  it('is shown without its key', () => {
    const address = s3AddressOf('s3://AKIA:secreto@minio:9000/foja');
    expect(typeof address === 'string' ? address : shownAddress(address)).toBe('https://minio:9000/foja/ (us-east-1)');
  });
});
