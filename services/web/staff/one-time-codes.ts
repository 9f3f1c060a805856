import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238 as every authenticator app speaks it: SHA-1, six digits, 30 seconds. */
const PERIOD_SECONDS = 30;

export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What the QR code says. */
export function enrolmentUri({ secret, account }: { readonly secret: string; readonly account: string }): string {
  return totp(secret, account).toString();
}

/**
 * The time step whose code this is, of the present one and its neighbours (a phone's clock is seldom exact); undefined
 * where it is none of them, or one that opened before: a code that somebody watched being typed opens nothing.
 */
export function stepOf(code: string, of: { readonly secret: string; readonly at: string; readonly lastStep: number }) {
  const digits = code.replaceAll(/[\s-]/g, '');
  if (!/^\d{6}$/.test(digits)) return undefined;
  const timestamp = Date.parse(of.at);
  const delta = totp(of.secret, '').validate({ token: digits, timestamp, window: 1 });
  if (delta === null) return undefined;
  const step = Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
  return step > of.lastStep ? step : undefined;
}

export function codeAt(secret: string, at: string): string {
  return totp(secret, '').generate({ timestamp: Date.parse(at) });
}

/** For who loses the phone; each opens once. 50 random bits, without letters that look like digits. */
export function newRecoveryCodes(): string[] {
  const letter = () => ALPHABET[randomInt(ALPHABET.length)];
  const group = () => Array.from({ length: 5 }, letter).join('');
  return Array.from({ length: 10 }, () => `${group()}-${group()}`);
}

/** As it was shown, however it was typed. */
export function asRecoveryCode(typed: string): string | undefined {
  const letters = typed.toLowerCase().replaceAll(/[^0-9a-z]/g, '');
  return letters.length === 10 ? `${letters.slice(0, 5)}-${letters.slice(5)}` : undefined;
}

function totp(secret: string, label: string): TOTP {
  return new TOTP({
    issuer: 'Foja',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz1'.replace('1', '0');
