import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import type { S3Address } from './address.ts';

/** As much of the S3 protocol as files need. Every call may be repeated, so every call is, a few times. */
export interface Bucket {
  /** `there`: it stood there before, whatever its bytes; only where `replace` is not set. */
  put(name: string, body: Blob, about: PutAbout): Promise<'stored' | 'there'>;
  get(name: string): Promise<Readable | undefined>;
  /** SHA-256 that the server knows of its bytes, lower-case hexadecimal; `unknown` where it keeps none. */
  digestOf(name: string): Promise<string | 'unknown' | undefined>;
  delete(name: string): Promise<void>;
  /** True where what is deleted stays as an older version; undefined where the server does not say. */
  keepsVersions(): Promise<boolean | undefined>;
}

export interface PutAbout {
  /** Part of the signature: the server refuses other bytes. */
  readonly sha256: string;
  readonly mediaType: string;
  readonly replace: boolean;
}

/** The server did not answer, or not as a bucket does. Its text is kept out: it may repeat names and keys. */
export class BucketUnavailable extends Error {
  override readonly name = 'BucketUnavailable';
  readonly status: number | undefined;
  constructor(doing: string, status: number | undefined, cause?: unknown) {
    super(`the bucket did not ${doing}${status === undefined ? '' : `: ${status}`}`, { cause });
    this.status = status;
  }
}

export interface BucketOptions {
  /** Until the answer begins; sending a file of 10 MB over a slow line is part of it. */
  readonly timeoutMs?: number;
  readonly tries?: number;
}

const TIMEOUT_MS = 60_000;
const TRIES = 4;
const PAUSE_MS = 100;
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Signs by SigV4 (aws4fetch) and speaks path style, which every server understands. */
export function openBucket(address: S3Address, { timeoutMs = TIMEOUT_MS, tries = TRIES }: BucketOptions = {}): Bucket {
  const { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey } = address;
  const signer = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  const urlOf = (name: string) => `${endpoint}/${bucket}/${prefix}${name}`;

  async function once(method: string, url: string, headers: Record<string, string>, body?: Blob): Promise<Response> {
    const signed = await signer.sign(url, { method, headers: { 'x-amz-content-sha256': EMPTY, ...headers } });
    // A blob is read from where it lies while it is sent, and its length is known beforehand, as S3 demands.
    return fetch(url, {
      method,
      headers: signed.headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
  }

  /** @throws BucketUnavailable where no answer is one of the expected, after as many tries as are of use. */
  async function ask(
    doing: string,
    expected: readonly number[],
    { method, url, headers = {}, body }: { method: string; url: string; headers?: Record<string, string>; body?: Blob },
  ): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt >= tries;
      try {
        const response = await once(method, url, headers, body);
        if (expected.includes(response.status)) return response;
        await response.body?.cancel();
        if (last || !worthAnotherTry(response.status)) throw new BucketUnavailable(doing, response.status);
      } catch (error) {
        if (error instanceof BucketUnavailable) throw error;
        if (last) throw new BucketUnavailable(doing, undefined, error);
      }
      await delay(PAUSE_MS * 2 ** attempt * (0.5 + Math.random() / 2));
    }
  }

  return {
    async put(name, body, { sha256, mediaType, replace }) {
      const headers = {
        'content-type': mediaType,
        'x-amz-content-sha256': sha256,
        'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
      };
      const put = { method: 'PUT', url: urlOf(name), body };
      if (replace) {
        await ask('store a file', [200], { ...put, headers });
        return 'stored';
      }
      // 501: a server that knows no conditions. The same bytes twice are harmless.
      const answer = await ask('store a file', [200, 412, 501], {
        ...put,
        headers: { ...headers, 'if-none-match': '*' },
      });
      await answer.body?.cancel();
      if (answer.status === 501) return this.put(name, body, { sha256, mediaType, replace: true });
      return answer.status === 412 ? 'there' : 'stored';
    },

    async get(name) {
      const answer = await ask('give a file', [200, 404], { method: 'GET', url: urlOf(name) });
      if (answer.status === 200) return Readable.from(answer.body ?? []);
      await answer.body?.cancel();
      return undefined;
    },

    async digestOf(name) {
      const headers = { 'x-amz-checksum-mode': 'ENABLED' };
      const answer = await ask('say what it holds', [200, 404], { method: 'HEAD', url: urlOf(name), headers });
      if (answer.status === 404) return undefined;
      const digest = answer.headers.get('x-amz-checksum-sha256');
      return digest === null ? 'unknown' : Buffer.from(digest, 'base64').toString('hex');
    },

    async delete(name) {
      const answer = await ask('delete a file', [200, 204, 404], { method: 'DELETE', url: urlOf(name) });
      await answer.body?.cancel();
    },

    async keepsVersions() {
      const url = `${endpoint}/${bucket}?versioning=`;
      const answer = await ask('say whether it keeps versions', [200, 403, 501], { method: 'GET', url });
      const text = await answer.text();
      return answer.status === 200 ? /<Status>\s*Enabled\s*</.test(text) : undefined;
    },
  };
}

/** Busy, failing for a moment, or somebody is writing the same name just now. */
function worthAnotherTry(status: number): boolean {
  return status >= 500 || status === 429 || status === 408 || status === 409;
}
