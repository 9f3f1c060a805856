import type { EventOf, OfficialEvent } from '@foja/contracts';
import type { CaseScope } from '@foja/contracts/events/indecopi.ts';
import { type Decision, happened, refuse } from '../decision.ts';

/** Leave for one official of Indecopi; not issued until its first event. */
export interface GrantState {
  readonly issued: EventOf<'IndecopiGrantIssued'>['data'] | undefined;
  readonly revoked: boolean;
}

export const initialGrant: GrantState = { issued: undefined, revoked: false };

export function evolveGrant(state: GrantState, event: OfficialEvent): GrantState {
  switch (event.type) {
    case 'IndecopiGrantIssued':
      return { ...state, issued: event.data };
    case 'IndecopiGrantRevoked':
      return { ...state, revoked: true };
    default:
      return event satisfies never;
  }
}

/** What these rules cannot see in the grant's own events. */
export interface GrantSurroundings {
  /** ISO 8601 with offset. */
  readonly now: string;
  /** Whether provider, book and claim of a scope are there, and belong together. */
  readonly isKnown: (scope: CaseScope) => boolean;
}

/** Gives an official leave; the secret itself never reaches the domain. */
export function issueGrant(
  state: GrantState,
  grant: EventOf<'IndecopiGrantIssued'>['data'],
  { now, isKnown }: GrantSurroundings,
): Decision<EventOf<'IndecopiGrantIssued'>> {
  if (state.issued !== undefined) return refuse('key/id-taken');
  if (Date.parse(grant.expiresAt) <= Date.parse(now)) return refuse('grant/expires-in-past');
  const wrong = grant.scopes.findIndex((scope) => !isKnown(scope) || isBackwards(scope));
  if (wrong >= 0) return refuse('grant/scope-empty', { detail: { scope: wrong + 1 } });
  return happened({ type: 'IndecopiGrantIssued', data: grant });
}

/** From now on, whatever it still had before it. */
export function revokeGrant(state: GrantState, reason?: string): Decision<EventOf<'IndecopiGrantRevoked'>> {
  if (state.issued === undefined) return refuse('grant/not-found');
  if (state.revoked) return refuse('grant/already-revoked');
  const { grantId } = state.issued;
  return happened({ type: 'IndecopiGrantRevoked', data: { grantId, ...(reason === undefined ? {} : { reason }) } });
}

/** What it lets its holder see at this instant; nothing once it is revoked or over. */
export function scopesInForce({ issued, revoked }: GrantState, now: string): readonly CaseScope[] {
  if (issued === undefined || revoked || Date.parse(issued.expiresAt) <= Date.parse(now)) return [];
  return issued.scopes;
}

export function isBackwards({ filedFrom, filedTo }: CaseScope): boolean {
  return filedFrom !== undefined && filedTo !== undefined && filedFrom > filedTo;
}
