import { Problem, refused } from '@foja/commands/problems/problem.ts';
import type { providerRoutes } from '@foja/contracts/http/routes/providers.ts';
import { type ApiKey, issueKey, revokeKey } from '@foja/domain/provider/index.ts';
import { newKey } from '../api-key.ts';
import { authorize } from '../authorize.ts';
import type { Call, Operations } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import { refuseIssuedBefore, repeatableId } from './issued-before.ts';
import { providerOf } from './located.ts';
import { written } from './replies.ts';

export const keyOperations: Operations<Pick<typeof providerRoutes, 'issueKey' | 'listKeys' | 'revokeKey'>> = {
  async issueKey(call, { commands, clock }) {
    const { ruc } = providerOf(call);
    const { role, label, expiresAt } = call.body;
    if (role === 'indecopi') demand(call, 'key/issue-official');
    const { key, keyId, secretHash } = newKey(ruc, repeatableId(call));
    const issued = { keyId, role, label, secretHash, ...(expiresAt === undefined ? {} : { expiresAt }) };
    const result = await commands.onProvider(ruc, (state) => issueKey(state, issued, { now: clock() }), call.caller);
    if (repeatableId(call) !== undefined) {
      const standing = (await commands.provider(ruc, { fresh: true })).keys.get(keyId);
      const same =
        standing !== undefined && asked(standing) === asked({ ...issued, expiresAt: expiresAt ?? standing.expiresAt });
      refuseIssuedBefore(secretHash, { keyId, secretHash: standing?.secretHash, same });
    }
    if (!result.ok) throw refused(result.refusal);
    const stored = result.state.keys.get(keyId) ?? { ...issued, revoked: false };
    return written(result, { status: 201, body: { ...keyAnswer(stored), key } });
  },

  listKeys(call) {
    return { status: 200, body: { items: [...providerOf(call).provider.keys.values()].map(keyAnswer) } };
  },

  async revokeKey(call, { commands }) {
    const { ruc, provider } = providerOf(call);
    const { keyId } = call.params;
    if (provider.keys.get(keyId)?.role === 'indecopi') demand(call, 'key/revoke-official');
    const result = await commands.onProvider(ruc, (state) => revokeKey(state, keyId), call.caller);
    if (!result.ok) throw refused(result.refusal);
    return written(result, { status: 204 });
  },
};

/** What the path alone can't tell: an official's key is the operator's business. */
function demand(
  { actor, located }: Call<'issueKey' | 'revokeKey'>,
  action: 'key/issue-official' | 'key/revoke-official',
) {
  if (authorize(actor, action, located) !== 'allowed') throw new Problem('auth/forbidden');
}

/** What a key was asked to be; an official's may have got its end from the rules. */
function asked({ role, label, expiresAt }: Pick<ApiKey, 'role' | 'label' | 'expiresAt'>): string {
  return JSON.stringify([role, label, expiresAt]);
}

function keyAnswer({ keyId, role, label, expiresAt, revoked }: ApiKey) {
  return { keyId, role, label, ...(expiresAt === undefined ? {} : { expiresAt: limaInstant(expiresAt) }), revoked };
}
