import type { EventOf, ProviderEvent } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../decision.ts';
import { closeBook, issueKey, openBook, registerProvider, revokeKey } from './decide.ts';
import { evolveProvider, initialProvider, type ProviderState } from './state.ts';

const registered: EventOf<'ProviderRegistered'> = {
  type: 'ProviderRegistered',
  data: {
    ruc: '20999999990',
    legalName: 'Comercial Los Ejemplos S.A.C.',
    address: 'Av. Arequipa 1234, Lince, Lima',
    email: 'reclamos@losejemplos.pe',
    sector: 'general',
  },
};

const opened: EventOf<'BookOpened'> = {
  type: 'BookOpened',
  data: {
    bookId: '0b9f3c52-4f0e-4b57-9a52-6f3b8f4d1a01',
    code: 'LIN-Ñ1',
    establishment: 'Tienda Lince',
    address: 'Av. Arequipa 1234, Lince, Lima',
    channel: 'virtual',
    firstNumber: 352,
    firstYear: 2026,
  },
};
const { bookId } = opened.data;
const other = { ...opened.data, bookId: '9d1f1f9e-7f0b-4a8e-8f5e-3f0f6a1b2c02', code: 'SUR-01' };
const closed: EventOf<'BookClosed'> = { type: 'BookClosed', data: { bookId, reason: 'Cierre del local' } };

const issued: EventOf<'ApiKeyIssued'> = {
  type: 'ApiKeyIssued',
  data: { keyId: '0a1b2c3d4e5f', role: 'respondent', label: 'Mesa de reclamos', secretHash: 'c'.repeat(64) },
};
const revoked: EventOf<'ApiKeyRevoked'> = { type: 'ApiKeyRevoked', data: { keyId: '0a1b2c3d4e5f' } };

function given(history: readonly ProviderEvent[]) {
  const state = history.reduce(evolveProvider, initialProvider);
  return {
    when(command: (provider: ProviderState) => Decision<ProviderEvent>) {
      const decision = command(state);
      return {
        // biome-ignore lint/suspicious/noThenProperty: the third word of given-when-then; nobody awaits it
        then(events: readonly ProviderEvent[]) {
          expect(decision).toEqual({ ok: true, events });
          return [...history, ...events].reduce(evolveProvider, initialProvider);
        },
        thenRefused(code: string, norm?: string) {
          expect(decision).toMatchObject({ ok: false, refusal: { code } });
          expect(decision.ok ? undefined : decision.refusal.norm).toBe(norm);
        },
      };
    },
  };
}

describe('registering a provider', () => {
  it('takes a RUC that passes its check digit', () => {
    given([])
      .when((provider) => registerProvider(provider, registered.data))
      .then([registered]);
  });

  it.each(['20999999991', '20601234567', '20133840534'])('refuses %s, that does not', (ruc) => {
    given([])
      .when((provider) => registerProvider(provider, { ...registered.data, ruc }))
      .thenRefused('provider/ruc-invalid');
  });

  it('happens once', () => {
    given([registered])
      .when((provider) => registerProvider(provider, registered.data))
      .thenRefused('provider/already-registered');
  });
});

describe('opening a book', () => {
  const open = (book: typeof opened.data) => (provider: ProviderState) => openBook(provider, book);

  it('may take over a running one at its next number', () => {
    const state = given([registered]).when(open(opened.data)).then([opened]);
    expect(state.books.get(bookId)).toEqual({ ...opened.data, closed: false });
  });

  it('needs a registered provider', () => {
    given([]).when(open(opened.data)).thenRefused('provider/not-registered');
  });

  it.each(['LIN-Ñ1', 'lin-ñ1', 'Lin-ñ1'])('under code %s, taken already, is refused', (code) => {
    given([registered, opened])
      .when(open({ ...other, code }))
      .thenRefused('book/code-taken', 'Reglamento, arts. 4, 7 y 8');
  });

  it('under the code of a closed book is refused too: sheets bear it', () => {
    given([registered, opened, closed])
      .when(open({ ...other, code: 'LIN-Ñ1' }))
      .thenRefused('book/code-taken', 'Reglamento, arts. 4, 7 y 8');
  });

  it('under the id of another is refused: sheets are numbered by it', () => {
    given([registered, opened])
      .when(open({ ...other, bookId }))
      .thenRefused('book/id-taken');
  });

  it('under another code is fine: one per establishment and channel', () => {
    given([registered, opened])
      .when(open(other))
      .then([{ type: 'BookOpened', data: other }]);
  });
});

describe('closing a book', () => {
  const close = (id: string) => (provider: ProviderState) =>
    closeBook(provider, { bookId: id, reason: 'Cierre del local' });

  it('keeps it, closed', () => {
    const state = given([registered, opened]).when(close(bookId)).then([closed]);
    expect(state.books.get(bookId)?.closed).toBe(true);
  });

  it('happens once, and to a book that is there', () => {
    given([registered, opened, closed]).when(close(bookId)).thenRefused('book/closed');
    given([registered, opened]).when(close(other.bookId)).thenRefused('book/not-found');
  });
});

describe('keys', () => {
  const now = '2026-10-05T18:42:00-05:00';

  it('have an id of their own: another key under it would change its secret, or bring it back', () => {
    const again = (provider: ProviderState) =>
      issueKey(provider, { ...issued.data, secretHash: 'd'.repeat(64) }, { now });
    given([registered, issued]).when(again).thenRefused('key/id-taken');
    given([registered, issued, revoked]).when(again).thenRefused('key/id-taken');
  });

  it('are not issued expired', () => {
    const until = (expiresAt: string) => (provider: ProviderState) =>
      issueKey(provider, { ...issued.data, expiresAt }, { now });
    given([registered]).when(until('2026-10-05T23:42:00Z')).thenRefused('key/expires-in-past');
    const later = { ...issued.data, expiresAt: '2026-10-05T23:42:01Z' };
    given([registered])
      .when(until(later.expiresAt))
      .then([{ type: 'ApiKeyIssued', data: later }]);
  });

  it("gives an official's key an end where nobody says one, and takes the one that is said", () => {
    const official = {
      keyId: 'oficial00001',
      role: 'indecopi',
      label: 'Oficio 12',
      secretHash: 'e'.repeat(64),
    } as const;
    const said = { ...official, expiresAt: '2030-01-01T00:00:00.000-05:00' };
    given([registered])
      .when((provider) => issueKey(provider, official, { now }))
      .then([{ type: 'ApiKeyIssued', data: { ...official, expiresAt: '2027-01-03T23:42:00.000Z' } }]);
    given([registered])
      .when((provider) => issueKey(provider, said, { now }))
      .then([{ type: 'ApiKeyIssued', data: said }]);
  });

  it('are issued to a registered provider; the state knows the hash alone', () => {
    const state = given([registered])
      .when((provider) => issueKey(provider, issued.data, { now }))
      .then([issued]);
    expect(state.keys.get('0a1b2c3d4e5f')).toEqual({ ...issued.data, revoked: false });
    given([])
      .when((provider) => issueKey(provider, issued.data, { now }))
      .thenRefused('provider/not-registered');
  });

  it('are revoked once, where they exist', () => {
    const revoke = (provider: ProviderState) => revokeKey(provider, '0a1b2c3d4e5f');
    const state = given([registered, issued]).when(revoke).then([revoked]);
    expect(state.keys.get('0a1b2c3d4e5f')?.revoked).toBe(true);
    given([registered, issued, revoked]).when(revoke).thenRefused('key/already-revoked');
    given([registered]).when(revoke).thenRefused('key/not-found');
  });
});

describe('the state of a provider', () => {
  it('is never changed in place', () => {
    const before = [registered, opened].reduce<ProviderState>(evolveProvider, initialProvider);
    const shown = JSON.stringify([...before.books]);
    evolveProvider(before, closed);
    expect(JSON.stringify([...before.books])).toBe(shown);
    expect(initialProvider.books.size).toBe(0);
  });
});
