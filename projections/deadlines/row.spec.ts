import { describe, expect, it } from 'vitest';
import type { ProjectedEvent } from '../definition.ts';
import { evolveRegister, type RegisterRow } from '../register/row.ts';
import { type DeadlineRow, evolveDeadline } from './row.ts';

const claimId = 'c0000000-0000-4000-8000-000000000001';
let position = 0;

/** An event with only the fields that rows are made of. */
const event = (type: string, data: object): ProjectedEvent => {
  position += 1;
  return { type, data, claimId, revision: position, position: String(position) } as unknown as ProjectedEvent;
};
const filed = event('ClaimFiled', {
  ...{ ruc: '20999999990', bookId: 'b', bookCode: 'B', channel: 'web', provider: { establishment: 'Tienda' } },
  ...{
    declaredType: 'queja',
    filedAt: '2026-10-05T23:30:00-05:00',
    detail: 'x'.repeat(200),
    good: { kind: 'service' },
  },
  ...{ consumer: { name: 'Rosa Ficticia', documentType: 'DNI', documentNumber: '01234567' } },
  deadline: { regimeId: 'general-2022', lawVersion: 'pe-2026-11', dueOn: '2026-10-27' },
});
const offered = event('SettlementOffered', { offerNumber: 1, lapsesOn: '2026-10-16', dueOnIfLapsed: '2026-11-03' });
const inPerson = event('SettlementOffered', { offerNumber: 2 });

const clock = (...events: ProjectedEvent[]) =>
  events.reduce<DeadlineRow | undefined>((row, next) => evolveDeadline(row, next), evolveDeadline(undefined, filed));
const entry = (...events: ProjectedEvent[]) =>
  events.reduce<RegisterRow | undefined>((row, next) => evolveRegister(row, next), evolveRegister(undefined, filed));

describe('the due date', () => {
  it.each<[string, ProjectedEvent[], string]>([
    ['is the one promised at the filing', [], '2026-10-27'],
    ['moves with a remote offer', [offered], '2026-11-03'],
    ['stays with an offer made in person', [inPerson], '2026-10-27'],
    [
      'is what the refusal says',
      [offered, event('SettlementRejected', { offerNumber: 1, dueOn: '2026-10-30' })],
      '2026-10-30',
    ],
    [
      'is what the lapse says',
      [offered, event('SettlementLapsed', { offerNumber: 1, dueOn: '2026-11-03' })],
      '2026-11-03',
    ],
    [
      'is what the acceptance says',
      [offered, event('SettlementAccepted', { offerNumber: 1, acceptedOn: '2026-10-12', dueOn: '2026-10-29' })],
      '2026-10-29',
    ],
    ['moves with an extension', [event('DeadlineExtended', { dueOn: '2026-11-26' })], '2026-11-26'],
    ['moves with a later decree', [event('DeadlineRevised', { dueOn: '2026-10-28', regimeId: 'r' })], '2026-10-28'],
    [
      'moves with a reclassification',
      [event('ClaimReclassified', { to: 'reclamo', deadline: { dueOn: '2026-10-29', regimeId: 'r' } })],
      '2026-10-29',
    ],
  ])('%s', (_, events, dueOn) => {
    expect(clock(...events)?.dueOn).toBe(dueOn);
    expect(entry(...events)?.dueOn).toBe(dueOn);
  });
});

describe('the clock', () => {
  it('is stopped by the answer, late or not as the answer says, and waits for no offer any more', () => {
    const answer = event('ClaimResponded', { late: true, communicatedAt: '2026-10-29T00:30:00Z' });
    expect(clock(offered, answer)).toMatchObject({ clock: 'late', closedOn: '2026-10-28', lapsesOn: null });
    expect(entry(offered, answer)).toMatchObject({ state: 'answered', closedOn: '2026-10-28', pendingOffer: null });
  });

  it('is stopped by an agreement', () => {
    const accepted = event('SettlementAccepted', { offerNumber: 1, acceptedOn: '2026-10-12', dueOn: '2026-10-29' });
    expect(clock(offered, accepted)).toMatchObject({ clock: 'on-time', closedOn: '2026-10-12' });
    expect(entry(offered, accepted)?.state).toBe('settled');
  });

  it('counts what Indecopi waits for until it is delivered', () => {
    const asked = event('IndecopiCopyRequested', { requestNumber: 1, reference: 'Oficio 1' });
    const again = event('IndecopiCopyRequested', { requestNumber: 2, reference: 'Oficio 2', dueOn: '2026-10-10' });
    const delivered = event('IndecopiCopyDelivered', { requestNumber: 1 });
    expect(clock(asked, again)).toMatchObject({ copiesPending: 2 });
    expect(clock(asked, again, delivered)).toMatchObject({ copiesPending: 1, copiesDue: [{ requestNumber: 2 }] });
  });
});

describe('the state in the register', () => {
  const viewed = event('ClaimViewed', {});
  it.each<[string, ProjectedEvent[]]>([
    ['filed', []],
    ['viewed', [viewed]],
    ['offered', [viewed, inPerson]],
    ['offered', [inPerson, viewed]],
    ['filed', [offered, event('SettlementLapsed', { offerNumber: 1, dueOn: '2026-11-03' })]],
    ['viewed', [viewed, offered, event('SettlementRejected', { offerNumber: 1, dueOn: '2026-11-03' })]],
  ])('is %s', (state, events) => {
    expect(entry(...events)?.state).toBe(state);
  });

  it('keeps what the consumer declared, the day in Lima, and the last revision', () => {
    const reclassified = event('ClaimReclassified', {
      to: 'reclamo',
      deadline: { dueOn: '2026-10-29', regimeId: 'r' },
    });
    const evidence = event('EvidenceAttached', {});
    expect(entry(reclassified, evidence)).toMatchObject({
      ...{ declaredType: 'queja', type: 'reclamo', filedOn: '2026-10-05', filedAt: '2026-10-06T04:30:00.000Z' },
      ...{ revision: evidence.revision, position: evidence.position },
    });
  });
});

it.each([evolveRegister, evolveDeadline])('%o refuses a claim that does not begin with its filing', (evolve) => {
  expect(() => evolve(undefined, offered)).toThrow('SettlementOffered before ClaimFiled');
});
