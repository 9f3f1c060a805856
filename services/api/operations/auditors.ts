import { refused } from '@foja/commands/problems/problem.ts';
import type { auditorRoutes } from '@foja/contracts/http/routes/auditors.ts';
import {
  type Access,
  type AuditorState,
  grantAccess,
  isInForce,
  issueAuditorKey,
  revokeAuditorKey,
  withdrawAccess,
} from '@foja/domain/auditor/index.ts';
import { newAuditorKey } from '../api-key.ts';
import type { Operations } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import { refuseIssuedBefore, repeatableId } from './issued-before.ts';
import { auditorOf, providerOf } from './located.ts';
import { written } from './replies.ts';

export const auditorOperations: Operations<typeof auditorRoutes> = {
  async issueAuditor(call, { commands, clock }) {
    const { label, rucs, expiresAt } = call.body;
    const { key, keyId: auditorId, secretHash } = newAuditorKey(repeatableId(call));
    const issued = { auditorId, label, secretHash, rucs, expiresAt };
    const result = await commands.onAuditor(
      auditorId,
      (state, around) => issueAuditorKey(state, issued, around),
      call.caller,
    );
    if (repeatableId(call) !== undefined) {
      const standing = (await commands.auditor(auditorId, { fresh: true })).issued;
      // What it reads may have changed since by other commands: its label is all that is its own.
      const same = standing?.label === label;
      refuseIssuedBefore(secretHash, { keyId: auditorId, secretHash: standing?.secretHash, same });
    }
    if (!result.ok) throw refused(result.refusal);
    return written(result, { status: 201, body: { ...auditorAnswer(result.state, clock()), key } });
  },

  async listAuditors(_call, { commands, clock }) {
    const now = clock();
    return { status: 200, body: { items: (await commands.auditors()).map((one) => auditorAnswer(one, now)) } };
  },

  async revokeAuditor(call, { commands }) {
    const result = await commands.onAuditor(auditorOf(call).auditorId, (state) => revokeAuditorKey(state), call.caller);
    if (!result.ok) throw refused(result.refusal);
    return written(result, { status: 204 });
  },

  async listProvidersAuditors(call, { commands, clock }) {
    const { ruc } = providerOf(call);
    const now = clock();
    const reading = (await commands.auditors()).filter(({ access }) => access.has(ruc));
    return { status: 200, body: { items: reading.map((one) => providersAuditor(one, ruc, now)) } };
  },

  async grantAuditorAccess(call, { commands, clock }) {
    const { ruc } = providerOf(call);
    const { auditorId, expiresAt } = call.body;
    const access = { ruc, expiresAt };
    const result = await commands.onAuditor(
      auditorId,
      (state, around) => grantAccess(state, access, around),
      call.caller,
    );
    if (!result.ok) throw refused(result.refusal);
    return written(result, { status: 200, body: providersAuditor(result.state, ruc, clock()) });
  },

  async withdrawAuditorAccess(call, { commands }) {
    const { ruc } = providerOf(call);
    const { auditorId } = call.params;
    const result = await commands.onAuditor(auditorId, (state) => withdrawAccess(state, ruc), call.caller);
    if (!result.ok) throw refused(result.refusal);
    return written(result, { status: 204 });
  },
};

function auditorAnswer(state: AuditorState, now: string) {
  const access = [...state.access].map(([ruc, one]) => ({ ruc, ...accessAnswer(state, one, now) }));
  return { ...identityOf(state), revoked: state.revoked, access };
}

function providersAuditor(state: AuditorState, ruc: string, now: string) {
  const one = state.access.get(ruc);
  if (one === undefined) throw new Error('an auditor without access to the provider was answered about');
  return { ...identityOf(state), ...accessAnswer(state, one, now) };
}

function accessAnswer({ revoked }: AuditorState, access: Access, now: string) {
  const { expiresAt } = access;
  const until = expiresAt === undefined ? {} : { expiresAt: limaInstant(expiresAt) };
  return { ...until, inForce: !revoked && isInForce(access, now) };
}

function identityOf({ issued }: AuditorState) {
  if (issued === undefined) throw new Error('an auditor that was never issued was answered about');
  return { auditorId: issued.auditorId, label: issued.label };
}
