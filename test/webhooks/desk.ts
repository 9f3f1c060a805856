import { openPostgresFeeds } from '@foja/feeds';
import {
  migrateWebhooks,
  openWebhooks,
  type Webhooks,
  webhookDesk,
  webhookNetworks,
  webhookSecrets,
} from '@foja/feeds/webhooks/index.ts';
import type { Ground } from '../support/ground.ts';

/** Webhooks as pages and programs set them, to loopback only; nobody sends them. */
export async function openDesk({
  appUrl,
  pool,
  vault,
  commands,
  clock,
}: Pick<Ground, 'appUrl' | 'pool' | 'vault' | 'commands' | 'clock'>): Promise<{
  webhooks: Webhooks;
  close(): Promise<void>;
}> {
  const log = await openPostgresFeeds({ pool, url: appUrl });
  await migrateWebhooks(pool);
  const parts = { secrets: webhookSecrets(vault), desk: webhookDesk(pool), networks: webhookNetworks(['127.0.0.0/8']) };
  return { webhooks: openWebhooks({ commands, log, clock, ...parts }), close: () => log.close() };
}
