import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { AddressRefused, type Networks } from './networks.ts';

/** What became of one POST. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  /** Perhaps it was taken, perhaps not. `code` for people and logs: `ECONNREFUSED`, `TIMEOUT`, `ADDRESS_REFUSED` … */
  | { readonly kind: 'failed'; readonly code: string };

export interface Post {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Sends to one address, over connections that are kept for the next message. */
export interface Sender {
  send(post: Post): Promise<Outcome>;
  close(): void;
}

export interface SenderOptions {
  readonly url: string;
  readonly networks: Networks;
  /** From the first byte of the name's resolution to the answer's status. */
  readonly timeoutMs?: number | undefined;
}

export const TIMEOUT_MS = 10_000;
/** Nobody reads what receivers answer; more than this is not even waited for. */
const ANSWER_BYTES = 1_024;

/** Follows no redirection; never rejects. */
export function openSender({ url: text, networks, timeoutMs = TIMEOUT_MS }: SenderOptions): Sender {
  const url = new URL(text);
  const { protocol } = url;
  const https = protocol === 'https:';
  const kept = { keepAlive: true, maxFreeSockets: 4, scheduling: 'fifo' } as const;
  const agent = https ? new HttpsAgent(kept) : new HttpAgent(kept);

  async function once({ body, headers, signal }: Post): Promise<Outcome & { readonly stale?: boolean }> {
    // A literal address is never looked up.
    if (isLiteral(url.hostname) && !networks.mayGo(url.hostname, protocol)) return REFUSED;
    const late = AbortSignal.timeout(timeoutMs);
    return new Promise((resolve) => {
      const request = (https ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        agent,
        lookup: networks.lookup(protocol),
        signal: AbortSignal.any([signal, late]),
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      });
      request.once('error', (error: NodeJS.ErrnoException) => {
        const code = late.aborted ? 'TIMEOUT' : (error.code ?? error.name);
        resolve({ kind: 'failed', code, stale: request.reusedSocket && code === 'ECONNRESET' });
      });
      request.on('error', () => undefined); // after the answer came
      request.once('response', (response) => {
        leaveUnread(response);
        resolve({
          kind: 'answered',
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
        });
      });
      request.once('socket', (socket) => {
        const check = (): void => {
          const { remoteAddress } = socket;
          if (remoteAddress === undefined || !networks.mayGo(remoteAddress, protocol))
            request.destroy(new AddressRefused('connected to an address that webhooks may not go to'));
          else request.end(body);
        };
        if (socket.connecting) socket.once(https ? 'secureConnect' : 'connect', check);
        else check();
      });
    });
  }

  return {
    async send(post) {
      const first = await once(post);
      // The receiver closed a kept connection just as we took it: nothing was taken, and the id is the same if it was.
      return first.kind === 'failed' && first.stale === true ? once(post) : first;
    },
    close: () => agent.destroy(),
  };
}

const REFUSED: Outcome = { kind: 'failed', code: 'ADDRESS_REFUSED' };

function isLiteral(hostname: string): boolean {
  return hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
}

function leaveUnread(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) response.destroy();
  });
}
