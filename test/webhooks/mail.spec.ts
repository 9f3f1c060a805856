import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type MailHouse, openMailHouse } from '../notifications/support/house.ts';
import { openPostOffice, type PostOffice } from '../notifications/support/post-office.ts';
import { RUC } from '../support/commands.ts';

let house: MailHouse;
let post: PostOffice;

beforeAll(async () => {
  [house, post] = await Promise.all([openMailHouse('2026-10-05T07:42:00-05:00'), openPostOffice()]);
});
afterAll(async () => {
  await house.close();
  await post.shut();
});

it('a firm is told once when a webhook of its is paused, and again when that happens again', async () => {
  const mail = await house.mail({ smtpUrl: post.url });
  const notice = { ruc: RUC, webhookId: randomUUID(), host: 'erp.bazar.example', reason: 'failing' } as const;
  for (const at of ['2026-10-05T12:00:00Z', '2026-10-05T12:00:00Z', '2026-10-12T12:00:00Z']) {
    await mail.tellOfWebhook({ ...notice, at });
  }
  await mail.tellOfWebhook({ ...notice, reason: 'gone', at: '2026-10-20T12:00:00Z' });
  await eventually(() => post.received.length >= 3);
  expect(post.received.map(({ mail: { subject }, envelope }) => [subject, envelope.to])).toEqual(
    Array.from({ length: 3 }, () => ['Dejamos de avisar a su sistema (erp.bazar.example)', ['libro@bazar.example']]),
  );
  const texts = post.received.map(({ mail: { text = '' } }) => text);
  expect(texts.filter((text) => text.includes('en cinco días'))).toHaveLength(2);
  expect(texts.filter((text) => text.includes('HTTP 410'))).toHaveLength(1);
  for (const text of texts) expect(text).toContain('https://libro.example/panel/ajustes/webhooks');
  await eventually(async () => (await mail.counts()).waiting === 0);
});
