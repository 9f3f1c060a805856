import { runErpCommands } from '@foja/feeds/commands/index.ts';
import type { Logger } from 'pino';
import type { House } from '../house.ts';

/** Whether firms' ERPs may send commands by Kafka under these settings. */
export function takesErpCommands({ kafka, kafkaCommands }: House['settings']): boolean {
  return kafka !== undefined && kafkaCommands;
}

/** Takes them until the signal: with every other process that does, as one consumer group. */
export async function takeErpCommands(
  { settings, commands, clock }: Pick<House, 'settings' | 'commands' | 'clock'>,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const { kafka: address } = settings;
  if (address === undefined) return;
  const say = {
    debug: (message: string) => log.debug(message),
    info: (about: object, message: string) => log.info(about, message),
    warn: (about: object, message: string) => log.warn(about, message),
  };
  await runErpCommands({ address, commands, clock, say, signal });
}
