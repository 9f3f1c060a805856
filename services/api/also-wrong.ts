import type { FieldError } from '@foja/commands/problems/problem.ts';
import { isValidRuc } from '@foja/domain/identity/index.ts';

/**
 * What only a rule of the domain finds wrong with a field, for a body whose other fields are wrong already: the decider
 * never sees it, and one answer is to name every field. A body that is right but for this gets the rule's own refusal.
 */
export function alsoWrong(operationId: string, body: unknown): FieldError[] {
  if (operationId !== 'registerProvider' || typeof body !== 'object' || body === null) return [];
  const { ruc } = body as { readonly ruc?: unknown };
  const fails = typeof ruc === 'string' && /^\d{11}$/.test(ruc) && !isValidRuc(ruc);
  return fails ? [{ field: 'ruc', code: 'ruc/check-digit' }] : [];
}
