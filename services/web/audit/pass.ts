import cookie from '@fastify/cookie';
import { opens, partsOfAuditorKey, partsOfKey } from '@foja/api/api-key.ts';
import { rucsInForce } from '@foja/domain/auditor/index.ts';
import type { FastifyInstance } from 'fastify';
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
export async function credentialOf(key: string, { commands, clock }: Known): Promise<Credential | undefined> {
  const now = clock();
  const several = partsOfAuditorKey(key);
  if (several !== undefined) {
    const state = await commands.auditor(several.keyId, { fresh: true });
    const stored = state.issued === undefined ? undefined : { ...state.issued, revoked: state.revoked };
    if (!opens(stored, several.secret, now) || rucsInForce(state, now).length === 0) return undefined;
    return { ruc: undefined, keyId: several.keyId };
  }
  const one = partsOfKey(key);
  if (one === undefined) return undefined;
  const stored = (await commands.provider(one.ruc, { fresh: true })).keys.get(one.keyId);
  if (!opens(stored, one.secret, now) || stored?.role !== 'auditor') return undefined;
  return { ruc: one.ruc, keyId: one.keyId };
}

/** Who the credential lets in now; undefined where it is over or revoked. */
async function auditorBy({ ruc, keyId }: Credential, { commands, clock }: Known): Promise<Auditor | undefined> {
  const now = clock();
  if (ruc === undefined) {
    const rucs = rucsInForce(await commands.auditor(keyId), now);
    return rucs.length === 0 ? undefined : { role: 'auditor', rucs, keyId };
  }
  const key = (await commands.provider(ruc)).keys.get(keyId);
  const over = key?.expiresAt !== undefined && Date.parse(key.expiresAt) <= Date.parse(now);
  return key === undefined || key.revoked || over || key.role !== 'auditor'
    ? undefined
    : { role: 'auditor', ruc, keyId };
}
