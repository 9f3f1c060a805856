import type { Commands } from '@foja/commands/commands.ts';
import type { Webhook } from '@foja/domain/provider/index.ts';
import type { FeedLog } from '../log/port.ts';
import type { FeedReaders } from '../readers/readers.ts';
import type { Networks } from './networks.ts';
import type { DelivererTable } from './port.ts';
import type { WebhookSecrets } from './secrets.ts';
import type { Schedule } from './verdict.ts';

export interface DelivererOptions {
  readonly log: Pick<FeedLog, 'read' | 'waitFor'>;
  readonly commands: Pick<Commands, 'rucs' | 'provider' | 'onProvider'>;
  readonly table: DelivererTable;
  readonly secrets: Pick<WebhookSecrets, 'of'>;
  readonly networks: Networks;
  /** Told ids, never addresses: a firm may keep a token in one. */
  readonly say: { warn(about: object, message: string): void };
  /** A webhook was paused without anybody having asked for it. */
  readonly tell?: ((paused: PausedWebhook) => Promise<void>) | undefined;
  /** Where it is written how far each reader of a feed is. */
  readonly readers?: Pick<FeedReaders, 'reached' | 'keepOnly'> | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random?: () => number;
  readonly schedule?: Schedule;
  readonly timeoutMs?: number;
  /** How often it is looked for new webhooks, and for what somebody asked. */
  readonly lookMs?: number;
  readonly signal: AbortSignal;
}

export interface PausedWebhook {
  readonly ruc: string;
  readonly webhook: Webhook;
  readonly reason: 'gone' | 'failing';
}
