import { randomBytes } from 'node:crypto';
import { Problem } from '@foja/commands/problems/problem.ts';
import { argon2id, hash, verify } from 'argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes. */
const COST = { type: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes worked out at once, and waiting: guessing many passwords may neither fill the memory nor the thread pool. */
const AT_ONCE = 2;
const WAITING_MAX = 64;

export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normal(password), COST));
}

/** Takes as long where there is nothing to compare with, so that time does not tell who has an account. */
export async function isPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  nobodys ??= hash(randomBytes(32), COST);
  const against = stored ?? (await nobodys);
  const same = await inTurn(() => verify(against, normal(password)));
  return same && stored !== null && stored !== undefined;
}

export type PasswordFault = 'too-short' | 'too-long' | 'too-common' | 'has-email';

export const SHORTEST = 12;

/** Long beats complicated (NIST SP 800-63B): a length, and nothing that anybody would try first. */
export function passwordFault(password: string, email: string): PasswordFault | undefined {
  const given = normal(password);
  const folded = given.toLowerCase();
  if (given.length < SHORTEST) return 'too-short';
  if (given.length > 200) return 'too-long';
  const [mailbox = ''] = email.toLowerCase().split('@');
  if (mailbox.length >= 4 && folded.includes(mailbox)) return 'has-email';
  const tried =
    /^(.)\1+$/.test(folded) || /^(?:0?123456789|abcdefghi|qwertyuiop|contrase|password|libro ?de ?recl)/.test(folded);
  return tried ? 'too-common' : undefined;
}

/** The same password however the keyboard composes it. */
function normal(password: string): string {
  return password.normalize('NFKC');
}

let nobodys: Promise<string> | undefined;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING_MAX) throw new Problem('server/unavailable', { headers: { 'retry-after': '5' } });
    await new Promise<void>((turn) => waiting.push(turn));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next(); // hands the place on
  }
}
