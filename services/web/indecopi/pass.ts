import cookie from '@fastify/cookie';
import { opens, partsOfOfficialKey } from '@foja/api/api-key.ts';
import { scopesInForce } from '@foja/domain/indecopi/index.ts';
import type { FastifyInstance } from 'fastify';
import { credentialOfOwnKey, ownKeyHolds } from '../keyed/own-key.ts';
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

type Known = Pick<Office, 'commands' | 'clock'>;

/** The credential that a key is, where it opens; undefined for any other text. */
export async function credentialOf(key: string, known: Known): Promise<Credential | undefined> {
  const leave = partsOfOfficialKey(key);
  if (leave === undefined) return credentialOfOwnKey(key, 'indecopi', known);
  const { keyId, secret } = leave;
  const { issued, revoked } = await known.commands.official(keyId, { fresh: true });
  const stored = issued === undefined ? undefined : { ...issued, revoked };
  return opens(stored, secret, known.clock()) ? { ruc: undefined, keyId } : undefined;
}

/** Who the credential lets in now; undefined where it is over or revoked. */
async function officialBy({ ruc, keyId }: Credential, known: Known): Promise<Official | undefined> {
  if (ruc !== undefined)
    return (await ownKeyHolds({ ruc, keyId }, 'indecopi', known)) ? { role: 'indecopi', ruc, keyId } : undefined;
  const scopes = scopesInForce(await known.commands.official(keyId), known.clock());
  return scopes.length === 0 ? undefined : { role: 'indecopi', scopes, keyId };
}
