import { randomUUID } from 'node:crypto';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import type { Webhook } from '@foja/domain/provider/index.ts';
import { cloudEventOf } from '../cloud-event.ts';
import type { TestAnswer } from './administration.ts';
import { HEADERS } from './attempt.ts';
import type { Networks } from './networks.ts';
import { openSender } from './post.ts';
import type { WebhookSecrets } from './secrets.ts';
import { signedHeaders } from './sign.ts';
import { answerOf } from './verdict.ts';

const TEST_MS = 5_000;
/** Told by no feed: only asked for by hand. */
export const TEST_TYPE = 'foja.webhook.test.v1';

export interface TryOut {
  readonly ruc: string;
  readonly webhook: Webhook;
  readonly secrets: Pick<WebhookSecrets, 'of'>;
  readonly networks: Networks;
  /** The present instant, ISO 8601. */
  readonly time: string;
}

/** Sends a message that tells of nothing, as any other is sent. @throws VaultUnavailable */
export async function tryOut({ ruc, webhook, secrets, networks, time }: TryOut): Promise<TestAnswer> {
  const nowMs = Date.parse(time);
  const id = randomUUID();
  const about = { feed: claimsFeed(ruc), seq: 0n, id, type: TEST_TYPE, subject: null, time, data: {} };
  const { dataschema: _, sequence: _s, ...event } = cloudEventOf(about);
  const body = JSON.stringify(event);
  const keys = await secrets.of(webhook, nowMs);
  const headers = { ...HEADERS, ...signedHeaders({ id, timestamp: Math.floor(nowMs / 1_000), body }, keys) };
  const sender = openSender({ url: webhook.url, networks, timeoutMs: TEST_MS });
  const began = performance.now();
  const outcome = await sender.send({ body, headers, signal: AbortSignal.timeout(2 * TEST_MS) });
  sender.close();
  const delivered = outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
  return { delivered, answer: answerOf(outcome), tookMs: Math.round(performance.now() - began) };
}
