import cookie from '@fastify/cookie';
import { opens, partsOfKey, partsOfOfficialKey } from '@foja/api/api-key.ts';
import { scopesInForce } from '@foja/domain/indecopi/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { newToken } from '../staff/sessions.ts';
import type { Office, Official } from './office.ts';
import type { Credential } from './sessions.ts';

/** Sent to `/indecopi` only. */
const NAME = 'foja_indecopi';
const PATH = '/indecopi';

/**
 * The cookie of an official: whoever it lets in is an actor like any other before the API's guard asks whether they may.
 * Leave is looked up at every request, so that it ends here when it ends in the ledger.
 */
export async function readPass(app: FastifyInstance, office: Office): Promise<void> {
  await app.register(cookie);
  app.decorateRequest('official', undefined);
  app.decorateRequest('passToken', '');
  app.addHook('onRequest', async (request) => {
    const token = request.cookies[NAME] ?? '';
    request.passToken = token;
    // A key in a header is for programs, and a page for people: neither stands in for the other.
    request.sender = { role: 'anonymous' };
    const credential = token === '' ? undefined : await office.sessions.find(token, office.clock());
    request.official = credential === undefined ? undefined : await officialBy(credential, office);
    if (request.official !== undefined) request.sender = request.official;
  });
}

/** The credential that a key is, where it opens; undefined for any other text. */
export async function credentialOf(
  key: string,
  { commands, clock }: Pick<Office, 'commands' | 'clock'>,
): Promise<Credential | undefined> {
  const now = clock();
  const leave = partsOfOfficialKey(key);
  if (leave !== undefined) {
    const { issued, revoked } = await commands.official(leave.keyId, { fresh: true });
    const stored = issued === undefined ? undefined : { ...issued, revoked };
    return opens(stored, leave.secret, now) ? { ruc: undefined, keyId: leave.keyId } : undefined;
  }
  const parts = partsOfKey(key);
  if (parts === undefined) return undefined;
  const stored = (await commands.provider(parts.ruc)).keys.get(parts.keyId);
  if (!opens(stored, parts.secret, now) || stored?.role !== 'indecopi') return undefined;
  return { ruc: parts.ruc, keyId: parts.keyId };
}

/** Who the credential lets in now; undefined where it is over or revoked. */
async function officialBy({ ruc, keyId }: Credential, { commands, clock }: Office): Promise<Official | undefined> {
  const now = clock();
  if (ruc === undefined) {
    const scopes = scopesInForce(await commands.official(keyId), now);
    return scopes.length === 0 ? undefined : { role: 'indecopi', scopes, keyId };
  }
  const key = (await commands.provider(ruc)).keys.get(keyId);
  const over = key?.expiresAt !== undefined && Date.parse(key.expiresAt) <= Date.parse(now);
  return key === undefined || key.revoked || over || key.role !== 'indecopi'
    ? undefined
    : { role: 'indecopi', ruc, keyId };
}

/** Makes sure that a form can be tied to this browser. */
export function ensurePass(request: FastifyRequest, reply: FastifyReply): void {
  if (!/^[\w-]{43}$/.test(request.passToken)) givePass(request, reply, newToken());
}

/** A new token at the step up: who knew the old one, or planted it, gains nothing. */
export function givePass(request: FastifyRequest, reply: FastifyReply, token: string): void {
  request.passToken = token;
  reply.setCookie(NAME, token, { path: PATH, httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' });
}

export function takePass(reply: FastifyReply): void {
  reply.clearCookie(NAME, { path: PATH });
}
