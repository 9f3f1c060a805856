import type { EventOf } from '@foja/contracts';
import {
  accepted,
  filed,
  lapsed,
  lima,
  offered,
  offeredInPerson,
  rejected,
  responded,
} from '@foja/domain/claim/examples.ts';
import { claimOf } from '@foja/domain/claim/given.ts';
import type { ClaimEvent } from '@foja/domain/claim/index.ts';
import { describe, expect, it } from 'vitest';
import { mailsOn, stillNeeded } from './on-event.ts';

const EVENT_ID = '7c1f0e52-3b64-4d0a-9a3c-5d2e8f9a1b01';

const numbered: EventOf<'SheetNumbered'> = {
  type: 'SheetNumbered',
  data: { bookId: filed().data.bookId, year: 2026, correlative: 1, sheetNumber: '000000001-2026' },
};
const requested: EventOf<'IndecopiCopyRequested'> = {
  type: 'IndecopiCopyRequested',
  data: { requestNumber: 1, reference: 'Oficio 812-2026', dueSetBy: 'nobody' },
};
const extended: EventOf<'DeadlineExtended'> = {
  type: 'DeadlineExtended',
  data: {
    reason: 'Informe.',
    extendedOn: '2021-03-20',
    previousDueOn: '2021-03-31',
    dueOn: '2021-04-30',
    norm: 'art. 24',
  },
};
/** A sheet that names a house and no mailbox. */
const withoutEmail = filed({
  consumer: { name: 'Rosa Quispe', documentType: 'DNI', documentNumber: '25482422', address: 'Jr. Inventado 1' },
});

function given(...history: ClaimEvent[]) {
  return {
    when(event: ClaimEvent) {
      const mails = mailsOn(EVENT_ID, event, claimOf([...history, event]));
      return {
        mails,
        // biome-ignore lint/suspicious/noThenProperty: the third word of given-when-then; nobody awaits it
        then: (...expected: string[]) =>
          expect(mails.map(({ recipient, kind }) => `${recipient} ${kind}`)).toEqual(expected),
      };
    },
  };
}

describe('an event and its mails', () => {
  it('a numbered sheet is copied to the consumer and told to the provider at once', () => {
    given(filed()).when(numbered).then('consumer copy', 'provider new-claim');
  });

  it('an offer, remote or in person, an extension and an answer are told to the consumer', () => {
    given(filed(), numbered).when(offered()).then('consumer offer');
    given(filed(), numbered).when(offeredInPerson()).then('consumer offer');
    given(filed(), numbered).when(extended).then('consumer extension');
    given(filed(), numbered).when(responded()).then('consumer answer');
  });

  it('the consumer’s answer to an offer is told to the provider, unless the provider recorded it from paper', () => {
    given(filed(), numbered, offered()).when(accepted).then('provider offer-answered');
    given(filed(), numbered, offered()).when(rejected).then('provider offer-answered');
    const onPaper: ClaimEvent = { type: 'SettlementAccepted', data: { ...accepted.data, means: 'signature' } };
    given(filed(), numbered, offered()).when(onPaper).then();
  });

  it('what Indecopi asks for is told to the provider', () => {
    given(filed(), numbered).when(requested).then('provider indecopi-request');
  });

  it('a consumer who gave no e-mail address gets none; the provider is told all the same', () => {
    given(withoutEmail).when(numbered).then('provider new-claim');
    given(withoutEmail, numbered).when(offered()).then();
    given(withoutEmail, numbered).when(responded()).then();
  });

  it('a mail’s own outcome, a look and a lapse are no reason to write', () => {
    const messageId = EVENT_ID;
    given(filed())
      .when({ type: 'MailDelivered', data: { kind: 'answer', recipient: 'consumer', messageId } })
      .then();
    given(filed())
      .when({ type: 'CopyDelivered', data: { copy: 'consumer', medium: 'email' } })
      .then();
    given(filed()).when({ type: 'ClaimViewed', data: {} }).then();
    given(filed(), numbered, offered()).when(lapsed).then();
  });

  it('the same event gives the same ids; recipients and kinds have their own', () => {
    const [first, again] = [given(filed()).when(numbered).mails, given(filed()).when(numbered).mails];
    expect(again).toEqual(first);
    expect(new Set(first.map(({ messageId }) => messageId)).size).toBe(2);
    const other = mailsOn('7c1f0e52-3b64-4d0a-9a3c-5d2e8f9a1b02', numbered, claimOf([filed(), numbered]));
    expect(other.map(({ messageId }) => messageId)).not.toContain(first[0]?.messageId);
  });

  it('holds no personal data', () => {
    const queued = JSON.stringify([
      ...given(filed()).when(numbered).mails,
      ...given(filed(), numbered).when(offered()).mails,
      ...given(filed(), numbered).when(responded()).mails,
    ]);
    const { consumer, detail, request, good } = filed().data;
    for (const secret of [consumer.name, consumer.email, consumer.documentNumber, detail, request, good.description]) {
      expect(queued).not.toContain(secret);
    }
  });
});

describe('a mail that waited', () => {
  const reminder = { kind: 'reminder', about: { dueOn: '2026-10-27' } } as const;
  const offer = { kind: 'offer', about: { offerNumber: 1 } } as const;

  it('a reminder is not sent once the claim is answered or settled, or its date has moved', () => {
    expect(stillNeeded(reminder, claimOf([filed()]), '2026-10-20')).toBe(true);
    expect(stillNeeded(reminder, claimOf([filed(), responded()]), '2026-10-20')).toBe(false);
    expect(stillNeeded(reminder, claimOf([filed(), offered(), accepted]), '2026-10-20')).toBe(false);
    expect(stillNeeded(reminder, claimOf([filed(), offered(), rejected]), '2026-10-20')).toBe(false);
  });

  it('an offer is not sent once it was answered, replaced or has lapsed', () => {
    expect(stillNeeded(offer, claimOf([filed(), offered()]), '2026-10-16')).toBe(true);
    expect(stillNeeded(offer, claimOf([filed(), offered()]), '2026-10-17')).toBe(false);
    expect(stillNeeded(offer, claimOf([filed(), offered(), rejected]), '2026-10-13')).toBe(false);
    const twice = claimOf([filed(), offeredInPerson(1), offeredInPerson(2)]);
    expect(stillNeeded(offer, twice, '2026-10-13')).toBe(false);
    expect(stillNeeded({ kind: 'offer', about: { offerNumber: 2 } }, twice, '2026-12-13')).toBe(true);
  });

  it('a copy and an answer are always sent', () => {
    const ended = claimOf([filed(), responded({ communicatedAt: lima('2026-10-12') })]);
    expect(stillNeeded({ kind: 'copy', about: {} }, ended, '2030-01-01')).toBe(true);
    expect(stillNeeded({ kind: 'answer', about: {} }, ended, '2030-01-01')).toBe(true);
  });

  it('a request that Indecopi was served is not told any more', () => {
    const mail = { kind: 'indecopi-request', about: { requestNumber: 1 } } as const;
    const served: ClaimEvent = { type: 'IndecopiCopyDelivered', data: { requestNumber: 1, medium: 'email' } };
    expect(stillNeeded(mail, claimOf([filed(), requested]), '2026-10-20')).toBe(true);
    expect(stillNeeded(mail, claimOf([filed(), requested, served]), '2026-10-20')).toBe(false);
  });
});
