import type { AuditorEvent, EventOf } from '@foja/contracts';

/** A key that only reads, over the providers that were named to it; not issued until its first event. */
export interface AuditorState {
  readonly issued: EventOf<'AuditorKeyIssued'>['data'] | undefined;
  readonly revoked: boolean;
  /** By RUC; an access that has run out stays known until it is withdrawn. */
  readonly access: ReadonlyMap<string, Access>;
}

export interface Access {
  /** ISO 8601 with offset; undefined: until it is withdrawn. */
  readonly expiresAt: string | undefined;
}

export const initialAuditor: AuditorState = { issued: undefined, revoked: false, access: new Map() };

export function evolveAuditor(state: AuditorState, event: AuditorEvent): AuditorState {
  switch (event.type) {
    case 'AuditorKeyIssued':
      return { ...state, issued: event.data };
    case 'AuditorAccessGranted':
      return { ...state, access: new Map(state.access).set(event.data.ruc, { expiresAt: event.data.expiresAt }) };
    case 'AuditorAccessWithdrawn':
      return { ...state, access: without(state.access, event.data.ruc) };
    case 'AuditorKeyRevoked':
      return { ...state, revoked: true };
    default:
      return event satisfies never;
  }
}

/** RUCs that the key reads at this instant; none once it is revoked. `now` as ISO 8601 with offset. */
export function rucsInForce({ revoked, access }: AuditorState, now: string): string[] {
  if (revoked) return [];
  return [...access].flatMap(([ruc, one]) => (isInForce(one, now) ? [ruc] : []));
}

export function isInForce({ expiresAt }: Access, now: string): boolean {
  return expiresAt === undefined || Date.parse(expiresAt) > Date.parse(now);
}

function without(access: AuditorState['access'], ruc: string): AuditorState['access'] {
  const after = new Map(access);
  after.delete(ruc);
  return after;
}
