import type { FeedStatus } from '@foja/feeds';
import type { KafkaState } from '@foja/feeds/kafka/index.ts';
import { Command } from 'commander';
import type { Feeds } from '../background/feeds.ts';
import { withFeeds } from '../feeds.ts';
import { inLima } from '../output/dates.ts';
import { print, printJson, table } from '../output/print.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';
import { printKafka } from './feeds-kafka.ts';
import { parkedCommand, printEvents } from './feeds-parked.ts';
import { replayCommand } from './feeds-replay.ts';
import { webhooksCommand } from './feeds-webhooks.ts';

/** `foja feeds`: what leaves Foja by feeds, how far each is written, and how far each reader has come. */
export function feedsCommand(environment: Environment): Command {
  const list = new Command('list')
    .description('los feeds y hasta dónde llega cada uno')
    .option('--json', 'como JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { feeds } = await withFeeds(environment, (opened) => opened.status());
      if (json === true) return printJson({ feeds });
      printFeeds(feeds);
    });
  const status = new Command('status')
    .description('los feeds, cuánto le falta a quien los escribe y a cada lector, y lo que no se pudo contar')
    .option('--json', 'como JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const found = await withFeeds(environment, statusOf);
      if (json === true) return printJson(found);
      printStatus(found);
      printKafka(found.kafka);
    });
  return new Command('feeds')
    .description('los mensajes para el ERP y para supervisores')
    .addCommand(withExamples(list, 'feeds list', 'feeds list --json'))
    .addCommand(withExamples(status, 'feeds status', 'feeds status --json'))
    .addCommand(parkedCommand(environment))
    .addCommand(replayCommand(environment))
    .addCommand(webhooksCommand(environment));
}

interface Status extends FeedStatus {
  readonly kafka: KafkaState;
}

async function statusOf(feeds: Feeds): Promise<Status> {
  const [status, kafka] = await Promise.all([feeds.status(), feeds.kafka()]);
  return { ...status, kafka };
}

function printFeeds(feeds: FeedStatus['feeds']): void {
  if (feeds.length === 0) print('Todavía no hay mensajes.');
  const rows = feeds.map(({ feed, head, appendedAt }) => [feed, String(head), inLima(appendedAt)]);
  if (rows.length > 0) for (const line of table([['FEED', 'MENSAJES', 'ÚLTIMO (LIMA)'], ...rows])) print(line);
}

function printStatus({ feeds, writer, readers }: FeedStatus): void {
  printFeeds(feeds);
  const { lagEvents, lagSeconds, parked } = writer;
  print();
  print(
    lagEvents === 0
      ? 'Escritos al día.'
      : `Faltan escribir ${lagEvents} eventos; el más antiguo espera ${lagSeconds.toFixed(1)} s.`,
  );
  if (readers.length > 0) {
    const rows = readers.map(({ reader, feed, seq, lag, readAt }) => [
      reader,
      feed,
      String(seq),
      String(lag),
      inLima(readAt),
    ]);
    print();
    for (const line of table([['LECTOR', 'FEED', 'LEÍDO', 'LE FALTAN', 'ÚLTIMA VEZ (LIMA)'], ...rows])) print(line);
  }
  printEvents(parked);
}
