import cookie from '@fastify/cookie';
import { opens, partsOfKey, partsOfOfficialKey } from '@foja/api/api-key.ts';
import { scopesInForce } from '@foja/domain/indecopi/index.ts';
import type { FastifyInstance } from 'fastify';
import { keyPass } from '../keyed/pass.ts';
import type { Credential } from '../keyed/sessions.ts';
import type { Office, Official } from './office.ts';

export const pass = keyPass({ name: 'foja_indecopi', path: '/indecopi' });

/**
 * The cookie of an official: whoever it lets in is an actor like any other before the API's guard asks whether they may.
 * Leave is looked up at every request, so that it ends here when it ends in the ledger.
 */
export async function readPass(app: FastifyInstance, office: Office): Promise<void> {
  await app.register(cookie);
  app.decorateRequest('official', undefined);
  app.decorateRequest('passToken', '');
  app.addHook('onRequest', async (request) => {
    const token = pass.tokenIn(request);
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
  const stored = (await commands.provider(parts.ruc, { fresh: true })).keys.get(parts.keyId);
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
