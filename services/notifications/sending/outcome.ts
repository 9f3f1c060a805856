import { randomUUID } from 'node:crypto';
import type { Commands } from '@foja/commands/commands.ts';
import type { EventOf } from '@foja/contracts';
import type { ClaimEvent } from '@foja/domain/claim/index.ts';
import { happened } from '@foja/domain/decision.ts';
import { v5 as uuidv5 } from 'uuid';
import type { MailOutcome } from '../queue/queue.ts';

const OUTCOMES = '6a1c2f8e-4b3d-5e9a-b7c0-1d2e3f4a5b6c';

/** The event that says what became of a mail; undefined for one that is about no claim. */
export function outcomeEvent(outcome: MailOutcome): ClaimEvent | undefined {
  const { kind, recipient, messageId, state, reason, documentSha256 } = outcome;
  if (kind === 'digest' || kind === 'case-file' || kind === 'webhook-paused') return undefined;
  const mail: EventOf<'MailDelivered'>['data'] = { kind, recipient, messageId };
  if (state === 'dead') return { type: 'MailFailed', data: { ...mail, reason: reason ?? 'gave-up' } };
  if (kind !== 'copy') return { type: 'MailDelivered', data: mail };
  const document = documentSha256 === undefined ? {} : { documentSha256 };
  return { type: 'CopyDelivered', data: { copy: 'consumer', medium: 'email', ...document } };
}

/** Writes it on the claim, once: the command's id is that of the mail. False where it has to be tried again. */
export async function recordOutcome(commands: Pick<Commands, 'onClaim'>, outcome: MailOutcome): Promise<boolean> {
  const event = outcomeEvent(outcome);
  if (event === undefined || outcome.claimId === undefined) return true;
  const commandId = uuidv5(`${outcome.messageId} ${outcome.state} ${outcome.round}`, OUTCOMES);
  const by = { actor: { role: 'system', id: 'mail' }, commandId, correlationId: randomUUID() };
  const result = await commands.onClaim(outcome.claimId, () => happened(event), by);
  return result.ok || FOR_GOOD.has(result.refusal.code);
}

/** Trying again would be refused again: the claim is not there, is erased, or the outcome was written with another document. */
const FOR_GOOD: ReadonlySet<string> = new Set(['claim/not-found', 'claim/erased', 'idempotency/reused']);
