import type { EventOf } from '@foja/contracts';
import { type Decision, happened, refuse } from '../decision.ts';
import { isValidRuc } from '../identity/index.ts';
import type { ProviderState } from './state.ts';

/** Registers a firm. The stream is the RUC's, so a second registration finds the first. */
export function registerProvider(
  state: ProviderState,
  provider: EventOf<'ProviderRegistered'>['data'],
): Decision<EventOf<'ProviderRegistered'>> {
  if (state.registered !== undefined) return refuse('provider/already-registered');
  if (!isValidRuc(provider.ruc)) return refuse('provider/ruc-invalid', { detail: { field: 'ruc' } });
  return happened({ type: 'ProviderRegistered', data: provider });
}

/** Opens a book: one per establishment and channel, told apart by its code (Reglamento, arts. 4, 7 and 8). */
export function openBook(state: ProviderState, book: EventOf<'BookOpened'>['data']): Decision<EventOf<'BookOpened'>> {
  if (state.registered === undefined) return refuse('provider/not-registered');
  if (state.books.has(book.bookId)) return refuse('book/id-taken');
  const taken = [...state.books.values()].some((other) => sameCode(other.code, book.code));
  if (taken) return refuse('book/code-taken', { norm: 'Reglamento, arts. 4, 7 y 8' });
  return happened({ type: 'BookOpened', data: book });
}

/** A closed book takes no more sheets; what is in it stays for the legal term and keeps its deadlines. */
export function closeBook(
  state: ProviderState,
  command: { readonly bookId: string; readonly reason: string },
): Decision<EventOf<'BookClosed'>> {
  const book = state.books.get(command.bookId);
  if (book === undefined) return refuse('book/not-found');
  if (book.closed) return refuse('book/closed');
  return happened({ type: 'BookClosed', data: { bookId: command.bookId, reason: command.reason } });
}

/**
 * Issues a key; the secret itself never reaches the domain. `now` as ISO 8601 with offset. Most keys are good until somebody
 * revokes them; an official's always has an end, and one that is not told ends after `OFFICIAL_KEY_DAYS`.
 */
export function issueKey(
  state: ProviderState,
  key: EventOf<'ApiKeyIssued'>['data'],
  { now }: { readonly now: string },
): Decision<EventOf<'ApiKeyIssued'>> {
  if (state.registered === undefined) return refuse('provider/not-registered');
  // To issue it again would change its secret, or bring a revoked one back.
  if (state.keys.has(key.keyId)) return refuse('key/id-taken');
  const expired = key.expiresAt !== undefined && Date.parse(key.expiresAt) <= Date.parse(now);
  if (expired) return refuse('key/expires-in-past');
  const endless = key.role === 'indecopi' && key.expiresAt === undefined;
  const end = new Date(Date.parse(now) + OFFICIAL_KEY_DAYS * DAY_MS).toISOString();
  return happened({ type: 'ApiKeyIssued', data: endless ? { ...key, expiresAt: end } : key });
}

/** Long enough for a case, short enough that a key which is forgotten closes by itself. */
export const OFFICIAL_KEY_DAYS = 90;
const DAY_MS = 86_400_000;

export function revokeKey(state: ProviderState, keyId: string): Decision<EventOf<'ApiKeyRevoked'>> {
  const key = state.keys.get(keyId);
  if (key === undefined) return refuse('key/not-found');
  if (key.revoked) return refuse('key/already-revoked');
  return happened({ type: 'ApiKeyRevoked', data: { keyId } });
}

function sameCode(a: string, b: string): boolean {
  return a.toLocaleUpperCase('es-PE') === b.toLocaleUpperCase('es-PE');
}
