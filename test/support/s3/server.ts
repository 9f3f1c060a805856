import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Address } from '@foja/files/s3/address.ts';
import { signatureTrouble } from './signature.ts';

/**
 * A bucket on the loopback, for where no real one is at hand: path style, one bucket, objects in memory. It believes nothing:
 * signatures are worked out again by the published rules of SigV4, payloads are held against the hash that was signed.
 */
export interface StandIn {
  readonly address: S3Address;
  readonly objects: Map<string, StoredObject>;
  /** The next so many requests get this answer instead of their own; 0: the line is cut. */
  fail(status: number, times?: number): void;
  /** As a bucket does whose owner turned versions on. */
  keepVersions(): void;
  /** A server of an older make: it knows neither conditions nor checksums. */
  knowNothing(): void;
  requests(): readonly string[];
  close(): Promise<void>;
}

export interface StoredObject {
  bytes: Buffer;
  readonly mediaType: string | undefined;
  readonly checksum: string | undefined;
}

const KEYS = { accessKeyId: 'AKIAPRUEBA', secretAccessKey: 'secreto/con+signos' };
const REGION = 'sa-east-1';

export async function openStandIn(bucket = 'foja-prueba'): Promise<StandIn> {
  const objects = new Map<string, StoredObject>();
  const requests: string[] = [];
  const failures: number[] = [];
  let versions = false;
  let modern = true;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    requests.push(`${request.method} ${request.url}`);
    const failure = failures.shift();
    if (failure === 0) {
      request.socket.destroy();
      return;
    }
    if (failure !== undefined) {
      say(response, failure, 'InternalError');
      return;
    }
    const trouble = signatureTrouble(request, body, { ...KEYS, region: REGION });
    if (trouble !== undefined) {
      say(response, 403, trouble);
      return;
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bucket');
    if (pathname === `/${bucket}` && searchParams.has('versioning')) {
      const status = versions ? '<Status>Enabled</Status>' : '';
      response.end(`<VersioningConfiguration>${status}</VersioningConfiguration>`);
      return;
    }
    if (!pathname.startsWith(`/${bucket}/`)) {
      say(response, 404, 'NoSuchBucket');
      return;
    }
    const name = decodeURIComponent(pathname.slice(bucket.length + 2));
    const found = objects.get(name);
    switch (request.method) {
      case 'PUT':
        put(request, response, name, body);
        return;
      case 'DELETE':
        objects.delete(name);
        response.writeHead(204).end();
        return;
      case 'GET':
      case 'HEAD': {
        if (found === undefined) {
          say(response, 404, 'NoSuchKey');
          return;
        }
        const asked = request.headers['x-amz-checksum-mode'] === 'ENABLED';
        const checksum = asked && modern && found.checksum !== undefined ? found.checksum : undefined;
        response.writeHead(200, {
          'content-length': found.bytes.length,
          'content-type': found.mediaType ?? 'binary/octet-stream',
          ...(checksum === undefined ? {} : { 'x-amz-checksum-sha256': checksum }),
        });
        response.end(request.method === 'HEAD' ? undefined : found.bytes);
        return;
      }
      default:
        say(response, 405, 'MethodNotAllowed');
        return;
    }
  }

  function put({ headers }: IncomingMessage, response: ServerResponse, name: string, bytes: Buffer): void {
    if (headers['content-length'] === undefined) {
      say(response, 411, 'MissingContentLength');
      return;
    }
    const conditional = headers['if-none-match'] === '*';
    if (conditional && !modern) {
      say(response, 501, 'NotImplemented');
      return;
    }
    if (conditional && objects.has(name)) {
      say(response, 412, 'PreconditionFailed');
      return;
    }
    const checksum = headers['x-amz-checksum-sha256'];
    if (modern && checksum !== undefined && checksum !== createHash('sha256').update(bytes).digest('base64')) {
      say(response, 400, 'BadDigest');
      return;
    }
    objects.set(name, {
      bytes,
      mediaType: headers['content-type'],
      checksum: modern && typeof checksum === 'string' ? checksum : undefined,
    });
    response.writeHead(200).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    address: { endpoint: `http://127.0.0.1:${port}`, bucket, prefix: 'casa/', region: REGION, ...KEYS },
    objects,
    fail: (status, times = 1) => failures.push(...Array.from({ length: times }, () => status)),
    keepVersions() {
      versions = true;
    },
    knowNothing() {
      modern = false;
    },
    requests: () => requests,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

function say(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
