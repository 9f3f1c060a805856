import { Problem } from '@foja/commands/problems/problem.ts';
import type { Call } from '../call.ts';
import type { Located } from '../locate.ts';

/** The claim or provider that the guard found; a route without one in its path has no business asking. */
export function claimOf({ located }: Pick<Call, 'located'>): Located & { kind: 'claim' } {
  if (located.kind !== 'claim') throw new Problem('claim/not-found');
  return located;
}

export function auditorOf({ located }: Pick<Call, 'located'>): Located & { kind: 'auditor' } {
  if (located.kind !== 'auditor') throw new Problem('auditor/not-found');
  return located;
}

export function grantOf({ located }: Pick<Call, 'located'>): Located & { kind: 'grant' } {
  if (located.kind !== 'grant') throw new Problem('grant/not-found');
  return located;
}

export function caseFileOf({ located }: Pick<Call, 'located'>): Located & { kind: 'case-file' } {
  if (located.kind !== 'case-file') throw new Problem('export/not-found');
  return located;
}

export function providerOf({ located }: Pick<Call, 'located'>): Located & { kind: 'provider' } {
  if (located.kind !== 'provider') throw new Problem('provider/not-registered');
  return located;
}
