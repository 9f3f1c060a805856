import cookie from '@fastify/cookie';
import { opens, partsOfAuditorKey } from '@foja/api/api-key.ts';
import { rucsInForce } from '@foja/domain/auditor/index.ts';
import type { FastifyInstance } from 'fastify';
import { credentialOfOwnKey, ownKeyHolds } from '../keyed/own-key.ts';
import { keyPass } from '../keyed/pass.ts';
import type { Credential } from '../keyed/sessions.ts';
import type { Auditor, Bureau } from './bureau.ts';

export const pass = keyPass({ name: 'foja_auditoria', path: '/auditoria' });

/**
 * The cookie of an auditor: whoever it lets in is an actor like any other before the API's guard asks whether they may.
 * What they may see is looked up at every request, so that it ends here when it ends in the ledger.
 */
export async function readPass(app: FastifyInstance, bureau: Bureau): Promise<void> {
  await app.register(cookie);
  app.decorateRequest('auditor', undefined);
  app.decorateRequest('passToken', '');
  app.addHook('onRequest', async (request) => {
    const token = pass.tokenIn(request);
    request.passToken = token;
    // A key in a header is for programs, and a page for people: neither stands in for the other.
    request.sender = { role: 'anonymous' };
    const credential = token === '' ? undefined : await bureau.sessions.find(token, bureau.clock());
    request.auditor = credential === undefined ? undefined : await auditorBy(credential, bureau);
    if (request.auditor !== undefined) request.sender = request.auditor;
  });
}

type Known = Pick<Bureau, 'commands' | 'clock'>;

/** The credential that a key is, where it opens; undefined for any other text. */
export async function credentialOf(key: string, known: Known): Promise<Credential | undefined> {
  const several = partsOfAuditorKey(key);
  if (several === undefined) return credentialOfOwnKey(key, 'auditor', known);
  const { keyId, secret } = several;
  const now = known.clock();
  const state = await known.commands.auditor(keyId, { fresh: true });
  const stored = state.issued === undefined ? undefined : { ...state.issued, revoked: state.revoked };
  const open = opens(stored, secret, now) && rucsInForce(state, now).length > 0;
  return open ? { ruc: undefined, keyId } : undefined;
}

/** Who the credential lets in now; undefined where it is over or revoked. */
async function auditorBy({ ruc, keyId }: Credential, known: Known): Promise<Auditor | undefined> {
  if (ruc !== undefined)
    return (await ownKeyHolds({ ruc, keyId }, 'auditor', known)) ? { role: 'auditor', ruc, keyId } : undefined;
  const rucs = rucsInForce(await known.commands.auditor(keyId), known.clock());
  return rucs.length === 0 ? undefined : { role: 'auditor', rucs, keyId };
}
