import type { EventOf, ProviderEvent } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import { evolveProvider, initialProvider } from './state.ts';
import {
  addWebhook,
  pauseWebhook,
  removeWebhook,
  resumeWebhook,
  rotateWebhookSecret,
  WEBHOOKS_MAX,
} from './webhooks.ts';

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
const webhookId = '5c0a9b1e-7f0b-4a8e-8f5e-3f0f6a1b2c77';
const added: EventOf<'WebhookAdded'> = {
  type: 'WebhookAdded',
  data: { webhookId, url: 'https://erp.example/foja', types: [], after: '0', secretId: 'first' },
};
const paused: EventOf<'WebhookPaused'> = { type: 'WebhookPaused', data: { webhookId, reason: 'gone' } };
const resumed: EventOf<'WebhookResumed'> = { type: 'WebhookResumed', data: { webhookId } };
const rotated: EventOf<'WebhookSecretRotated'> = {
  type: 'WebhookSecretRotated',
  data: { webhookId, secretId: 'second', previousUntil: '2026-11-23T10:00:00-05:00' },
};

const given = (...events: ProviderEvent[]) => events.reduce(evolveProvider, initialProvider);
const refusal = (code: string) => ({ ok: false, refusal: { code } });
const happens = (...events: ProviderEvent[]) => ({ ok: true, events });

describe('a webhook', () => {
  it('is a registered firm’s, and each type stands in it once', () => {
    expect(addWebhook(given(), added.data)).toEqual(refusal('provider/not-registered'));
    const type = 'foja.claim.filed.v1';
    expect(addWebhook(given(registered), { ...added.data, types: [type, type] })).toEqual(
      happens({ ...added, data: { ...added.data, types: [type] } }),
    );
  });

  it('has an id of its own, and there are not too many', () => {
    expect(addWebhook(given(registered, added), added.data)).toEqual(refusal('webhook/id-taken'));
    const many = Array.from({ length: WEBHOOKS_MAX }, (_, at) => ({
      ...added,
      data: { ...added.data, webhookId: `${at}` },
    }));
    expect(addWebhook(given(registered, ...many), added.data)).toEqual(refusal('webhook/too-many'));
    const [first] = many;
    const removed: ProviderEvent = { type: 'WebhookRemoved', data: { webhookId: first?.data.webhookId ?? '' } };
    expect(addWebhook(given(registered, ...many, removed), added.data)).toEqual(happens(added));
  });

  it('is paused once, by whoever is first, and goes on', () => {
    expect(pauseWebhook(given(registered, added), paused.data)).toEqual(happens(paused));
    const standing = given(registered, added, paused);
    expect(standing.webhooks.get(webhookId)?.paused).toBe('gone');
    expect(pauseWebhook(standing, { webhookId, reason: 'asked' })).toEqual(happens());
    expect(resumeWebhook(standing, webhookId)).toEqual(happens(resumed));
    expect(resumeWebhook(given(registered, added, paused, resumed), webhookId)).toEqual(happens());
  });

  it('keeps its last secret for a while when it gets another', () => {
    expect(rotateWebhookSecret(given(registered, added), rotated.data)).toEqual(happens(rotated));
    expect(given(registered, added, rotated).webhooks.get(webhookId)).toMatchObject({
      secretId: 'second',
      previous: { secretId: 'first', until: rotated.data.previousUntil },
    });
  });

  it('that is removed, or never was, is nothing', () => {
    const gone: ProviderEvent = { type: 'WebhookRemoved', data: { webhookId } };
    expect(removeWebhook(given(registered, added), webhookId)).toEqual(happens(gone));
    const without = given(registered, added, gone);
    expect(without.webhooks.size).toBe(0);
    const not = refusal('webhook/not-found');
    expect(removeWebhook(without, webhookId)).toEqual(not);
    expect(pauseWebhook(without, paused.data)).toEqual(not);
    expect(resumeWebhook(without, webhookId)).toEqual(not);
    expect(rotateWebhookSecret(without, rotated.data)).toEqual(not);
    expect(given(registered, added, gone, paused, rotated).webhooks.size).toBe(0);
  });
});
