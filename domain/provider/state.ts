import type { EventOf, ProviderEvent } from '@foja/contracts';
import { ERASED, ERASED_EMAIL } from '@foja/contracts/events/personal-fields.ts';
import { evolveWebhooks, type Webhook } from './webhook-state.ts';

export type Book = Omit<EventOf<'BookOpened'>['data'], never> & { readonly closed: boolean };
export type ApiKey = EventOf<'ApiKeyIssued'>['data'] & { readonly revoked: boolean };

/** Somebody who attends the books. Who left stays known, so that a history can name who did what. */
export type StaffMember = EventOf<'StaffAdded'>['data'] & {
  readonly removed: boolean;
  /** Name and e-mail are gone for good, and only say so. */
  readonly erased: boolean;
};

/** A firm with its books, keys and staff; `unregistered` until its first event. */
export interface ProviderState {
  readonly registered: EventOf<'ProviderRegistered'>['data'] | undefined;
  readonly books: ReadonlyMap<string, Book>;
  readonly keys: ReadonlyMap<string, ApiKey>;
  readonly staff: ReadonlyMap<string, StaffMember>;
  /** Where the firm wants mail; none: its own address. */
  readonly notificationAddresses: readonly string[];
  /** Sites that may show the form in a frame. */
  readonly allowedOrigins: readonly string[];
  /** Code of SIREC by book. */
  readonly sirecSites: ReadonlyMap<string, string>;
  /** Where its systems are told of what happens; those that were removed are gone. */
  readonly webhooks: ReadonlyMap<string, Webhook>;
}

export const initialProvider: ProviderState = {
  registered: undefined,
  books: new Map(),
  keys: new Map(),
  staff: new Map(),
  notificationAddresses: [],
  allowedOrigins: [],
  sirecSites: new Map(),
  webhooks: new Map(),
};

export function evolveProvider(state: ProviderState, event: ProviderEvent): ProviderState {
  switch (event.type) {
    case 'ProviderRegistered':
      return { ...state, registered: event.data };
    case 'ProviderDetailsChanged':
      return state.registered === undefined
        ? state
        : { ...state, registered: { ruc: state.registered.ruc, ...event.data } };
    case 'BookOpened':
      return { ...state, books: new Map(state.books).set(event.data.bookId, { ...event.data, closed: false }) };
    case 'BookClosed':
      return { ...state, books: changed(state.books, event.data.bookId, { closed: true }) };
    case 'ApiKeyIssued':
      return { ...state, keys: new Map(state.keys).set(event.data.keyId, { ...event.data, revoked: false }) };
    case 'ApiKeyRevoked':
      return { ...state, keys: changed(state.keys, event.data.keyId, { revoked: true }) };
    case 'StaffAdded':
      return {
        ...state,
        staff: new Map(state.staff).set(event.data.staffId, { ...event.data, removed: false, erased: false }),
      };
    case 'StaffRoleChanged':
      return { ...state, staff: changed(state.staff, event.data.staffId, { role: event.data.role }) };
    case 'StaffRemoved':
      return { ...state, staff: changed(state.staff, event.data.staffId, { removed: true }) };
    case 'StaffErased': {
      const gone = { erased: true, name: ERASED, email: ERASED_EMAIL };
      return { ...state, staff: changed(state.staff, event.data.staffId, gone) };
    }
    case 'NotificationAddressesSet':
      return { ...state, notificationAddresses: event.data.emails };
    case 'AllowedOriginsSet':
      return { ...state, allowedOrigins: event.data.origins };
    case 'SirecSiteCodeSet':
      return { ...state, sirecSites: withSite(state.sirecSites, event.data) };
    case 'WebhookAdded':
    case 'WebhookPaused':
    case 'WebhookResumed':
    case 'WebhookSecretRotated':
    case 'WebhookRemoved':
      return { ...state, webhooks: evolveWebhooks(state.webhooks, event) };
    default:
      return event satisfies never;
  }
}

function changed<T extends object>(map: ReadonlyMap<string, T>, key: string, change: Partial<T>): Map<string, T> {
  const found = map.get(key);
  return found === undefined ? new Map(map) : new Map(map).set(key, { ...found, ...change });
}

function withSite(
  sites: ReadonlyMap<string, string>,
  { bookId, siteCode }: EventOf<'SirecSiteCodeSet'>['data'],
): Map<string, string> {
  const after = new Map(sites);
  if (siteCode === null) after.delete(bookId);
  else after.set(bookId, siteCode);
  return after;
}
