import { type FieldError, Problem } from '@foja/commands/problems/problem.ts';

/**
 * A filing without the legal minimum counts as not presented (Reglamento, art. 5, last paragraph): that is what the
 * consumer is told, beside every other field to correct.
 */
export function notPresented(errors: readonly FieldError[]): Problem {
  const missing = errors.some(({ field, code }) => MINIMUM.has(field) && MISSING.has(code));
  return missing
    ? new Problem('claim/not-presented', { errors, norm: 'Reglamento, art. 5' })
    : new Problem('request/invalid', { errors });
}

const MINIMUM = new Set([
  'consumer',
  'consumer.name',
  'consumer.documentType',
  'consumer.documentNumber',
  'consumer.address',
  'detail',
]);
const MISSING = new Set(['field/required', 'text/empty', 'contact/missing']);
