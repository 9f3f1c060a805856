import type { EventOf } from '@foja/contracts';
import { type Decision, happened, refuse } from '../decision.ts';
import type { ProviderState } from './state.ts';

/** What a firm sets up for itself. Setting what is set already is no news. */

export function changeDetails(
  { registered }: ProviderState,
  details: EventOf<'ProviderDetailsChanged'>['data'],
): Decision<EventOf<'ProviderDetailsChanged'>> {
  if (registered === undefined) return refuse('provider/not-registered');
  const fields = ['legalName', 'tradeName', 'address', 'email', 'sector'] as const;
  if (fields.every((field) => registered[field] === details[field])) return happened();
  return happened({ type: 'ProviderDetailsChanged', data: details });
}

export function setNotificationAddresses(
  state: ProviderState,
  emails: readonly string[],
): Decision<EventOf<'NotificationAddressesSet'>> {
  if (state.registered === undefined) return refuse('provider/not-registered');
  const unique = [...new Set(emails.map((email) => email.toLowerCase()))];
  if (sameList(unique, state.notificationAddresses)) return happened();
  return happened({ type: 'NotificationAddressesSet', data: { emails: unique } });
}

export function setAllowedOrigins(
  state: ProviderState,
  origins: readonly string[],
): Decision<EventOf<'AllowedOriginsSet'>> {
  if (state.registered === undefined) return refuse('provider/not-registered');
  const unique = [...new Set(origins)];
  if (sameList(unique, state.allowedOrigins)) return happened();
  return happened({ type: 'AllowedOriginsSet', data: { origins: unique } });
}

export function setSirecSiteCode(
  state: ProviderState,
  { bookId, siteCode }: EventOf<'SirecSiteCodeSet'>['data'],
): Decision<EventOf<'SirecSiteCodeSet'>> {
  if (!state.books.has(bookId)) return refuse('book/not-found');
  if ((state.sirecSites.get(bookId) ?? null) === siteCode) return happened();
  return happened({ type: 'SirecSiteCodeSet', data: { bookId, siteCode } });
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
