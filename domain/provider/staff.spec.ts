import type { EventOf, ProviderEvent } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import { changeDetails, setAllowedOrigins, setNotificationAddresses, setSirecSiteCode } from './settings.ts';
import { addStaff, changeStaffRole, eraseStaff, removeStaff } from './staff.ts';
import { evolveProvider, initialProvider } from './state.ts';

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
const ana: EventOf<'StaffAdded'> = {
  type: 'StaffAdded',
  data: {
    staffId: '6f1b0a52-4f0e-4b57-9a52-6f3b8f4d1a01',
    role: 'admin',
    name: 'Ana Ficticia',
    email: 'ana@losejemplos.pe',
  },
};
const beto: EventOf<'StaffAdded'> = {
  type: 'StaffAdded',
  data: {
    staffId: '7c2f1f9e-7f0b-4a8e-8f5e-3f0f6a1b2c02',
    role: 'viewer',
    name: 'Beto Ficticio',
    email: 'beto@losejemplos.pe',
  },
};

const given = (...events: ProviderEvent[]) => events.reduce(evolveProvider, initialProvider);
const refusal = (code: string) => ({ ok: false, refusal: { code } });

describe('somebody who left the staff', () => {
  const { staffId } = beto.data;
  const left: ProviderEvent = { type: 'StaffRemoved', data: { staffId } };
  const rules = [
    ...[
      { id: 'a', from: 'registration', years: 2, filedFrom: '2011-02-19', norm: 'A', confidence: 'confirmed' } as const,
    ],
    ...[
      { id: 'b', from: 'conclusion', years: 4, filedFrom: '2011-02-19', norm: 'B', confidence: 'confirmed' } as const,
    ],
  ];
  const erase = (now: string, ...events: ProviderEvent[]) =>
    eraseStaff(given(registered, ana, beto, ...events), { staffId, removedOn: '2022-11-20' }, { rules, now });

  it('is known by name until the longest term of keeping is over, to the day in Lima', () => {
    expect(erase('2026-11-20T23:59:59-05:00', left)).toEqual({ ok: true, events: [] });
    const data = { staffId, erasedOn: '2026-11-21', keptUntil: '2026-11-20', norm: 'Ley 29733, art. 8; B' };
    expect(erase('2026-11-21T00:00:00-05:00', left)).toEqual({ ok: true, events: [{ type: 'StaffErased', data }] });
  });

  it('is then known by number, once', () => {
    const erased: ProviderEvent = {
      type: 'StaffErased',
      data: { staffId, erasedOn: '2026-11-21', keptUntil: '2026-11-20', norm: 'B' },
    };
    expect(given(registered, ana, beto, left, erased).staff.get(staffId)).toEqual({
      ...{ staffId, role: 'viewer', name: '[borrado]', email: 'borrado@borrado.invalid' },
      ...{ removed: true, erased: true },
    });
    expect(erase('2030-01-01T00:00:00-05:00', left, erased)).toEqual({ ok: true, events: [] });
  });

  it('is not somebody who is still there', () => {
    expect(erase('2030-01-01T00:00:00-05:00')).toEqual(refusal('staff/not-found'));
  });
});

describe('the staff of a provider', () => {
  it('takes somebody in', () => {
    expect(addStaff(given(registered), ana.data)).toEqual({ ok: true, events: [ana] });
  });

  it('takes an e-mail once, however it is written', () => {
    const again = { ...beto.data, email: 'ANA@losejemplos.pe' };
    expect(addStaff(given(registered, ana), again)).toEqual(refusal('staff/email-taken'));
  });

  it('takes in again who had left', () => {
    const left: ProviderEvent = { type: 'StaffRemoved', data: { staffId: beto.data.staffId } };
    const back = { ...beto.data, staffId: '8c2f1f9e-7f0b-4a8e-8f5e-3f0f6a1b2c03' };
    expect(addStaff(given(registered, ana, beto, left), back).ok).toBe(true);
  });

  it('belongs to a registered provider', () => {
    expect(addStaff(given(), ana.data)).toEqual(refusal('provider/not-registered'));
  });

  it('changes a role, and says nothing where it stays', () => {
    const state = given(registered, ana, beto);
    const change = { staffId: beto.data.staffId, role: 'respondent' } as const;
    expect(changeStaffRole(state, change)).toEqual({ ok: true, events: [{ type: 'StaffRoleChanged', data: change }] });
    expect(changeStaffRole(state, { ...change, role: 'viewer' })).toEqual({ ok: true, events: [] });
  });

  it('keeps its last administrator', () => {
    const state = given(registered, ana, beto);
    const { staffId } = ana.data;
    expect(changeStaffRole(state, { staffId, role: 'viewer' })).toEqual(refusal('staff/last-admin'));
    expect(removeStaff(state, staffId)).toEqual(refusal('staff/last-admin'));
  });

  it('lets an administrator go where another remains', () => {
    const promoted: ProviderEvent = { type: 'StaffRoleChanged', data: { staffId: beto.data.staffId, role: 'admin' } };
    const state = given(registered, ana, beto, promoted);
    expect(removeStaff(state, ana.data.staffId).ok).toBe(true);
  });

  it('knows nobody twice gone', () => {
    const left: ProviderEvent = { type: 'StaffRemoved', data: { staffId: beto.data.staffId } };
    const state = given(registered, ana, beto, left);
    expect(removeStaff(state, beto.data.staffId)).toEqual(refusal('staff/not-found'));
    expect(state.staff.get(beto.data.staffId)?.name).toBe('Beto Ficticio');
  });
});

describe('the settings of a provider', () => {
  const { ruc: _ruc, ...details } = registered.data;

  it('change its details, whole', () => {
    const moved = { ...details, address: 'Jr. Nuevo 1, Lima', tradeName: 'Los Ejemplos' };
    const decision = changeDetails(given(registered), moved);
    expect(decision).toEqual({ ok: true, events: [{ type: 'ProviderDetailsChanged', data: moved }] });
    const after = given(registered, { type: 'ProviderDetailsChanged', data: moved });
    expect(after.registered).toEqual({ ruc: '20999999990', ...moved });
    expect(changeDetails(after, moved)).toEqual({ ok: true, events: [] });
  });

  it('take an address or an origin once', () => {
    expect(setNotificationAddresses(given(registered), ['A@b.pe', 'a@b.pe'])).toMatchObject({
      events: [{ data: { emails: ['a@b.pe'] } }],
    });
    const state = given(registered, { type: 'AllowedOriginsSet', data: { origins: ['https://a.pe'] } });
    expect(setAllowedOrigins(state, ['https://a.pe', 'https://a.pe'])).toEqual({ ok: true, events: [] });
  });

  it('give a SIREC code to a book that there is', () => {
    const unknown = { bookId: '0b9f3c52-4f0e-4b57-9a52-6f3b8f4d1a01', siteCode: '000123' };
    expect(setSirecSiteCode(given(registered), unknown)).toEqual(refusal('book/not-found'));
  });
});
