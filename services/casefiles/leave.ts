import { Readable } from 'node:stream';
import type { Commands } from '@foja/commands/commands.ts';
import { scopesInForce } from '@foja/domain/indecopi/index.ts';
import type { Job } from './table.ts';

/** Whether whoever asked for a case file may still have it. A provider's own administrators, and the operator, always may. */
export async function mayStillHave(
  { requester, scopes }: Pick<Job, 'requester' | 'scopes'>,
  { commands, now }: { readonly commands: Pick<Commands, 'official' | 'provider'>; readonly now: string },
): Promise<boolean> {
  if (requester.role !== 'indecopi') return true;
  const grant = await commands.official(requester.id, { fresh: true });
  if (grant.issued !== undefined) return scopesInForce(grant, now).length > 0;
  const [ruc = ''] = scopes.map((scope) => scope.ruc);
  const key = (await commands.provider(ruc)).keys.get(requester.id);
  if (key === undefined || key.revoked) return false;
  return key.expiresAt === undefined || Date.parse(key.expiresAt) > Date.parse(now);
}

/** While bytes are handed out, how often it is asked whether that may go on. */
const ASK_MS = 1_000;

/** The same bytes, broken off once they may not be handed out any more. */
export function whileAllowed(
  bytes: Readable,
  allowed: () => Promise<boolean>,
  { askMs = ASK_MS }: { readonly askMs?: number } = {},
): Readable {
  async function* handedOut(): AsyncGenerator<Buffer> {
    let askedAt = performance.now();
    for await (const chunk of bytes) {
      if (performance.now() - askedAt >= askMs) {
        if (!(await allowed())) throw new Error('the leave ended while a case file was being handed out');
        askedAt = performance.now();
      }
      yield chunk as Buffer;
    }
  }
  return Readable.from(handedOut(), { objectMode: false });
}
