import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/**
 * What a consumer follows a claim with: `foja_s_` and, in base64url, the claim's UUID and an HMAC-SHA-256 over it. Nothing
 * is stored, and the same claim always has the same token, so a repeated filing can answer it again.
 * Whoever holds the secret can make a token for any claim: it stays in DATA_DIR, readable by the service only.
 */
export interface TrackingTokens {
  tokenFor(claimId: string): string;
  /** The claim that a token opens; undefined where it is none of ours. */
  claimOf(token: string): string | undefined;
}

export function trackingTokens(secret: Uint8Array): TrackingTokens {
  const key = createSecretKey(secret);
  const seal = (id: Buffer) => createHmac('sha256', key).update('foja tracking token v1\0').update(id).digest();
  return {
    tokenFor(claimId) {
      const id = Buffer.from(claimId.replaceAll('-', ''), 'hex');
      return PREFIX + Buffer.concat([id, seal(id)]).toString('base64url');
    },
    claimOf(token) {
      if (!TOKEN_FORM.test(token)) return undefined;
      const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
      const id = bytes.subarray(0, 16);
      return timingSafeEqual(seal(id), bytes.subarray(16)) ? uuidOf(id) : undefined;
    },
  };
}

function uuidOf(id: Buffer): string {
  const hex = id.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const PREFIX = 'foja_s_';
const TOKEN_FORM = /^foja_s_[\w-]{64}$/;
