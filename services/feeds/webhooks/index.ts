export { type DelivererOptions, FAILING_LONGEST_MS, type PausedWebhook, runWebhooks } from './deliverer.ts';
export { type Delivery, type Standing, type WebhookDesk, webhookDesk } from './desk.ts';
export { type Networks, WrongNetwork, webhookNetworks } from './networks.ts';
export { DelivererReplaced, type DelivererTable } from './port.ts';
export { type WebhookSecrets, webhookSecrets } from './secrets.ts';
export { delivererTable, migrateWebhooks } from './table.ts';
export { SCHEDULE, type Schedule } from './verdict.ts';
export {
  type Done,
  type ListedWebhook,
  type NewWebhook,
  openWebhooks,
  TEST_TYPE,
  type TestAnswer,
  type Webhooks,
} from './webhooks.ts';
