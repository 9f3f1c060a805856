import type { EventOf } from '@foja/contracts';
import { type Decision, happened, refuse } from '../decision.ts';
import type { AuditorState } from './state.ts';

/** What these rules cannot see in the auditor's own events. A provider once registered stays so. */
export interface Surroundings {
  /** ISO 8601 with offset. */
  readonly now: string;
  readonly isRegistered: (ruc: string) => boolean;
}

export type AuditorKey = EventOf<'AuditorKeyIssued'>['data'] & {
  /** The providers it may read, at least one. */
  readonly rucs: readonly string[];
  /** Of every access; undefined: until it is withdrawn. */
  readonly expiresAt?: string | undefined;
};

/** Issues a key that reads the providers named, and nothing else; the secret itself never reaches the domain. */
export function issueAuditorKey(
  state: AuditorState,
  { rucs, expiresAt, ...key }: AuditorKey,
  around: Surroundings,
): Decision<EventOf<'AuditorKeyIssued' | 'AuditorAccessGranted'>> {
  if (state.issued !== undefined) return refuse('key/id-taken');
  const granted: EventOf<'AuditorAccessGranted'>[] = [];
  for (const ruc of new Set(rucs)) {
    const access = accessTo(key.auditorId, { ruc, expiresAt }, around);
    if (!access.ok) return access;
    granted.push(...access.events);
  }
  return happened<EventOf<'AuditorKeyIssued' | 'AuditorAccessGranted'>>(
    { type: 'AuditorKeyIssued', data: key },
    ...granted,
  );
}

/** Lets the key read one more provider, or one it reads already for longer or less long. Saying the same is no news. */
export function grantAccess(
  state: AuditorState,
  access: { readonly ruc: string; readonly expiresAt?: string | undefined },
  around: Surroundings,
): Decision<EventOf<'AuditorAccessGranted'>> {
  if (state.issued === undefined) return refuse('auditor/not-found');
  if (state.revoked) return refuse('key/already-revoked');
  const standing = state.access.get(access.ruc);
  if (standing !== undefined && standing.expiresAt === access.expiresAt) return happened();
  return accessTo(state.issued.auditorId, access, around);
}

export function withdrawAccess(state: AuditorState, ruc: string): Decision<EventOf<'AuditorAccessWithdrawn'>> {
  if (state.issued === undefined) return refuse('auditor/not-found');
  if (!state.access.has(ruc)) return refuse('auditor/no-access', { detail: { ruc } });
  return happened({ type: 'AuditorAccessWithdrawn', data: { auditorId: state.issued.auditorId, ruc } });
}

/** For ever, and over every provider: who is to audit again gets another key. */
export function revokeAuditorKey(state: AuditorState): Decision<EventOf<'AuditorKeyRevoked'>> {
  if (state.issued === undefined) return refuse('auditor/not-found');
  if (state.revoked) return refuse('key/already-revoked');
  return happened({ type: 'AuditorKeyRevoked', data: { auditorId: state.issued.auditorId } });
}

function accessTo(
  auditorId: string,
  { ruc, expiresAt }: { readonly ruc: string; readonly expiresAt?: string | undefined },
  { now, isRegistered }: Surroundings,
): Decision<EventOf<'AuditorAccessGranted'>> {
  if (!isRegistered(ruc)) return refuse('provider/not-registered', { detail: { ruc } });
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(now))
    return refuse('key/expires-in-past', { detail: { ruc } });
  return happened({
    type: 'AuditorAccessGranted',
    data: { auditorId, ruc, ...(expiresAt === undefined ? {} : { expiresAt }) },
  });
}
