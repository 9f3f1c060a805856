import { Problem, refused } from '@foja/commands/problems/problem.ts';
import type { Call } from '../call.ts';

/** The command's id, where the client sent an Idempotency-Key and so may send the command again. */
export function repeatableId({ idempotencyKey, caller }: Pick<Call, 'idempotencyKey' | 'caller'>): string | undefined {
  return idempotencyKey === '' ? undefined : caller.commandId;
}

interface Standing {
  readonly keyId: string;
  /** Of the key that stands in the ledger under this id; undefined where none does. */
  readonly secretHash: string | undefined;
  /** Whether what was asked for then is what is asked for now. */
  readonly same: boolean;
}

/**
 * A key is shown once, and nothing of it is kept that could be shown again: the same Idempotency-Key again can only be told
 * that its key was issued. The secret tells whose request it was, also of two at once.
 * @throws Problem where the key that stands there is not the one just made.
 */
export function refuseIssuedBefore(secretHash: string, standing: Standing): void {
  if (standing.secretHash === undefined || standing.secretHash === secretHash) return;
  if (!standing.same) throw refused({ code: 'idempotency/reused' });
  throw new Problem('idempotency/already-issued', { about: { keyId: standing.keyId } });
}
