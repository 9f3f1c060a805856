import type { CommandSide } from '@foja/commands';
import {
  delivererTable,
  migrateWebhooks,
  openWebhooks,
  runWebhooks,
  type Webhooks,
  webhookDesk,
  webhookNetworks,
  webhookSecrets,
} from '@foja/feeds/webhooks/index.ts';
import { openPool } from '@foja/ledger';
import type { Vault } from '@foja/ledger/vault/index.ts';
import type { Mail } from '@foja/notifications';
import type { Logger } from 'pino';
import type { Settings } from '../settings.ts';
import type { Feeds } from './feeds.ts';

/** A few webhooks write at once; each has little to say. */
const CONNECTIONS = 8;
const STATEMENT_MS = 30_000;

/** Session lock of whoever sends webhooks ("foj" in ASCII, and a number). */
export const WEBHOOKS_LOCK = 0x666f6a_1a;

export interface WebhookServiceOptions {
  readonly settings: Pick<Settings, 'webhookNetworks'>;
  readonly vault: Vault;
  readonly commands: Pick<CommandSide, 'rucs' | 'provider' | 'onProvider'>;
  readonly feeds: Pick<Feeds, 'log' | 'readers' | 'pool' | 'appUrl'>;
  readonly clock: () => string;
}

/** As people set and see them; sends nothing by itself. */
export async function openWebhookDesk({
  settings,
  vault,
  commands,
  feeds,
  clock,
}: WebhookServiceOptions): Promise<Webhooks> {
  await migrateWebhooks(feeds.pool);
  const networks = webhookNetworks(settings.webhookNetworks);
  const parts = { secrets: webhookSecrets(vault), desk: webhookDesk(feeds.pool), networks, clock };
  return openWebhooks({ commands, log: feeds.log, ...parts });
}

/** Sends webhooks until the signal; one process at a time. */
export async function deliverWebhooks(
  { settings, vault, commands, feeds, clock }: WebhookServiceOptions,
  {
    mail,
    log,
    signal,
  }: { readonly mail: Pick<Mail, 'tellOfWebhook'>; readonly log: Logger; readonly signal: AbortSignal },
): Promise<void> {
  const name = 'foja webhooks';
  const pool = openPool(feeds.appUrl, { applicationName: name, max: CONNECTIONS, statementTimeoutMs: STATEMENT_MS });
  try {
    await runWebhooks({
      ...{ log: feeds.log, readers: feeds.readers, commands, signal },
      table: delivererTable(pool),
      secrets: webhookSecrets(vault),
      networks: webhookNetworks(settings.webhookNetworks),
      say: { warn: (about, message) => log.warn(about, message) },
      tell: ({ ruc, webhook: { webhookId, url }, reason }) =>
        mail.tellOfWebhook({ ruc, webhookId, host: new URL(url).host, reason, at: clock() }),
      now: Date.now,
    });
  } finally {
    await pool.end();
  }
}
