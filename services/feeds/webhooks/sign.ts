import { createHmac } from 'node:crypto';

/**
 * Signatures by Standard Webhooks 1.0.0 (github.com/standard-webhooks): `v1,` and the base64 of an HMAC-SHA256 over
 * `<id>.<timestamp>.<body>`; one for each secret that is valid now, parted by spaces.
 */
export interface Signed {
  /** The message's own: the same however often it is sent. */
  readonly id: string;
  /** Of this try: seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** @param secrets at least one, the newest first */
export function signedHeaders({ id, timestamp, body }: Signed, secrets: readonly Uint8Array[]): Record<string, string> {
  const text = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(text).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}

/** As receivers' libraries take a secret. */
export function shownSecret(secret: Uint8Array): string {
  return `whsec_${Buffer.from(secret).toString('base64')}`;
}
