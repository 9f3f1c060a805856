import { messageOf } from '@foja/contracts/integration/catalogue.ts';
import {
  accepted,
  bookId,
  claimId,
  filed,
  lapsed,
  lima,
  offered,
  offeredInPerson,
  rejected,
  responded,
  sheet,
  viewed,
} from '@foja/domain/claim/examples.ts';
import type { ClaimEvent } from '@foja/domain/claim/index.ts';
import { baseLaw } from '@foja/domain/deadline/index.ts';
import type { Json, RecordedEvent } from '@foja/ledger/port.ts';
import { describe, expect, it } from 'vitest';
import type { NewMessage } from '../log/port.ts';
import type { FeedClaim } from './claim.ts';
import { stepOnEvent, stepOnTime } from './step.ts';

const numbered: ClaimEvent = {
  type: 'SheetNumbered',
  data: { bookId, year: 2026, correlative: 1, sheetNumber: '000000001-2026' },
};
const filedAt = lima('2026-10-05', '18:42');

describe('what is told of a claim', () => {
  it('begins once it has its number', () => {
    expect(tell([[filedAt, filed()]]).types).toEqual([]);
    const { messages } = tell(begun);
    expect(messages).toMatchObject([
      {
        feed: 'foja.20999999990.claims.v1',
        type: 'foja.claim.filed.v1',
        subject: claimId,
        time: filedAt,
        position: 2n,
        data: { number: '000000001-2026', revision: 1, status: 'open', dueDate: '2026-10-27', channel: 'web' },
      },
    ]);
  });

  it('says that an offer at a distance stops the clock, and what it does to the date', () => {
    const { types, data } = tell([...begun, [lima('2026-10-09'), offered()], [lima('2026-10-13'), rejected]]);
    expect(types).toEqual([
      'claim.filed',
      'claim.offer-made',
      'claim.clock-suspended',
      'claim.due-date-moved',
      'claim.offer-rejected',
      'claim.clock-resumed',
      'claim.due-date-moved',
    ]);
    expect(data[2]).toMatchObject({ status: 'suspended', suspendedUntil: '2026-10-16', dueDate: '2026-11-03' });
    expect(data[3]).toMatchObject({ previousDueDate: '2026-10-27', cause: 'offer' });
    expect(data[6]).toMatchObject({ previousDueDate: '2026-11-03', dueDate: '2026-10-29', status: 'open' });
  });

  it('says nothing of the clock where the offer was made in person', () => {
    const { types } = tell([...begun, [lima('2026-10-09'), offeredInPerson()]]);
    expect(types).toEqual(['claim.filed', 'claim.offer-made']);
  });

  it('ends with the answer, or with the agreement', () => {
    const answered = tell([...begun, [lima('2026-10-12'), responded()]]);
    expect(answered.types.slice(1)).toEqual(['claim.responded', 'claim.closed']);
    expect(answered.data.at(-1)).toMatchObject({ by: 'response', closedOn: '2026-10-12', late: false });
    expect(answered.counts).toEqual(['2026-10-05 filedReclamos', '2026-10-12 respondedOnTime']);
    const settled = tell([...begun, [lima('2026-10-09'), offered()], [lima('2026-10-13'), accepted]]);
    expect(settled.types.slice(-2)).toEqual(['claim.offer-accepted', 'claim.closed']);
    expect(settled.data.at(-1)).toMatchObject({ by: 'settlement', status: 'settled', dueDate: '2026-10-29' });
  });

  it('tells the supervisor of late answers, and of what Indecopi asks for', () => {
    const late = responded({ late: true, communicatedAt: lima('2026-10-30') });
    const request: ClaimEvent = {
      type: 'IndecopiCopyRequested',
      data: { requestNumber: 1, reference: 'Exp. 1-2026', dueOn: '2026-11-05', dueSetBy: 'official' },
    };
    const delivery: ClaimEvent = { type: 'IndecopiCopyDelivered', data: { requestNumber: 1, medium: 'platform' } };
    const { regulator } = tell([
      ...begun,
      [lima('2026-10-30'), late],
      [lima('2026-11-03'), request],
      [lima('2026-11-06'), delivery],
    ]);
    expect(regulator).toMatchObject([
      { type: 'foja.regulator.answered-late.v1', data: { dueDate: '2026-10-27', closedOn: '2026-10-30' } },
      { type: 'foja.regulator.copies-requested.v1', data: { reference: 'Exp. 1-2026', requestDueDate: '2026-11-05' } },
      { type: 'foja.regulator.copies-delivered.v1', data: { late: true } },
    ]);
  });

  it('has the same ids however often it is worked out, and never the same twice', () => {
    const history: History = [...begun, [lima('2026-10-09'), offered()], [lima('2026-10-13'), accepted]];
    const ids = tell(history).messages.map(({ id }) => id);
    expect(tell(history).messages.map(({ id }) => id)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('holds nothing personal, boxed or not', () => {
    const words = ['Rosa', '25482422', 'licuadora', 'correo.example', 'nueva'];
    for (const boxed of [true, false]) {
      const { messages, claim } = tell(
        [...begun, [lima('2026-10-09'), offered()], [lima('2026-10-13'), accepted]],
        boxed,
      );
      const text = JSON.stringify([messages.map(({ position: _, ...message }) => message), claim]);
      for (const word of words) expect(text).not.toContain(word);
    }
  });
});

describe('what time makes', () => {
  it('tells once when five, then two business days are left, and once when the date is past', () => {
    const { messages } = tell(begun, false, lima('2026-12-01'));
    expect(messages.slice(1).map(({ type, time, data }) => [type, time, at(data, 'businessDays')])).toEqual([
      ['foja.claim.due-soon.v1', '2026-10-20T00:00:00.000-05:00', 5],
      ['foja.claim.due-soon.v1', '2026-10-23T00:00:00.000-05:00', 2],
      ['foja.claim.overdue.v1', '2026-10-28T00:00:00.000-05:00', undefined],
    ]);
  });

  it('comes before what happened after it, however late it is written', () => {
    const { types } = tell(
      [...begun, [lima('2026-10-24'), viewed], [lima('2026-10-26'), responded()]],
      false,
      lima('2027-01-01'),
    );
    expect(types).toEqual([
      'claim.filed',
      'claim.due-soon',
      'claim.due-soon',
      'claim.viewed',
      'claim.responded',
      'claim.closed',
    ]);
  });

  it('makes nothing due soon while the clock stands still, and begins anew with the new date', () => {
    const { types, data } = tell(
      [
        ...begun,
        [lima('2026-10-21'), later(offered(), '2026-10-21')],
        [lima('2026-10-29'), { ...lapsed, data: { ...lapsed.data, lapsedOn: '2026-10-28' } }],
      ],
      false,
      lima('2026-10-29', '23:00'),
    );
    expect(types.filter((type) => type === 'claim.due-soon')).toHaveLength(2);
    expect(data.filter((of) => 'businessDays' in of)).toMatchObject([
      { dueDate: '2026-10-27', businessDays: 5 },
      { dueDate: '2026-11-03', businessDays: 5 },
    ]);
  });

  it('tells the tightest where a claim comes in late', () => {
    const { types, data } = tell([
      [lima('2026-10-26'), filed()],
      [lima('2026-10-26'), numbered],
      [lima('2026-10-26', '12:00'), viewed],
    ]);
    expect(types).toEqual(['claim.filed', 'claim.due-soon', 'claim.viewed']);
    expect(data[1]).toMatchObject({ businessDays: 2, occurredAt: lima('2026-10-26') });
  });
});

it('refuses a claim that does not begin with its filing', () => {
  expect(() => tell([[filedAt, viewed]])).toThrow('before ClaimFiled');
});

type History = readonly (readonly [occurredAt: string, event: ClaimEvent])[];

const begun: History = [
  [filedAt, filed(sheet())],
  [filedAt, numbered],
];

/** The claim and its messages after a history, each message held against its schema. */
function tell(history: History, boxed = false, until?: string) {
  let claim: FeedClaim | undefined;
  const messages: NewMessage[] = [];
  const counts: string[] = [];
  for (const [revision, [occurredAt, event]] of history.entries()) {
    const step = stepOnEvent(claim, recordedOf(event, revision, occurredAt, boxed), baseLaw);
    claim = step?.claim ?? claim;
    messages.push(...(step?.messages ?? []));
    counts.push(...(step?.counts ?? []).map(({ day, name }) => `${day} ${name}`));
  }
  if (claim !== undefined && until !== undefined) messages.push(...stepOnTime(claim, until).messages);
  for (const { type, data } of messages) messageOf(type)?.schema.parse(data);
  const firm = messages.filter(({ feed }) => feed !== 'foja.regulator.v1');
  return {
    claim,
    messages: firm,
    regulator: messages.filter(({ feed }) => feed === 'foja.regulator.v1'),
    types: firm.map(({ type }) => type.replace('foja.', '').replace('.v1', '')),
    data: firm.map(({ data }) => data as Record<string, Json>),
    counts,
  };
}

function recordedOf(event: ClaimEvent, revision: number, occurredAt: string, boxed: boolean): RecordedEvent {
  const data = event.data as Record<string, Json>;
  const { consumer: _, detail: __, text: ___, ...rest } = data;
  return {
    id: `00000000-0000-4000-8000-00000000000${revision}`,
    type: event.type,
    version: event.type === 'ClaimFiled' ? 2 : event.type === 'IndecopiCopyRequested' ? 3 : 1,
    data: boxed
      ? { ...rest, ...(event.type === 'ClaimFiled' ? { consumer: { documentType: 'DNI' } } : {}), sealed: 'x' }
      : data,
    metadata: { occurredAt, actor: { role: 'admin', id: 'x' }, causationId: 'x', correlationId: 'x' },
    stream: `claim-${claimId}`,
    revision,
    position: BigInt(revision + 1),
    recordedAt: occurredAt,
  };
}

function later(event: ClaimEvent, on: string): ClaimEvent {
  return event.type !== 'SettlementOffered'
    ? event
    : { ...event, data: { ...event.data, communicatedAt: lima(on), lapsesOn: '2026-10-28' } };
}

function at(data: Json, key: string): Json | undefined {
  return (data as Record<string, Json>)[key];
}
