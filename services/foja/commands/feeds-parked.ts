import type { FeedStatus } from '@foja/feeds';
import { type ParkedMessage, parkedMessages } from '@foja/feeds/kafka/index.ts';
import { Command } from 'commander';
import { withFeeds } from '../feeds.ts';
import { inLima } from '../output/dates.ts';
import { print, printJson, table } from '../output/print.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';
import { feedNamed } from './feed-named.ts';

const SHOWN_MAX = 1_000;

type ParkedEvents = FeedStatus['writer']['parked'];

/** `foja feeds parked`: what could not be told, and what Kafka's brokers would not take. */
export function parkedCommand(environment: Environment): Command {
  const command = new Command('parked')
    .description(
      'lo apartado, con el porqué: mensajes que los brokers de Kafka rechazaron, y eventos que no se pudieron contar',
    )
    .option('--feed <nombre>', 'solo los mensajes de este feed', feedNamed)
    .option('--json', 'como JSON')
    .action(async ({ feed, json }: { feed?: string; json?: boolean }) => {
      const found = await withFeeds(environment, async ({ pool, table: events }) => ({
        items: await parkedMessages(pool, feed, SHOWN_MAX),
        events: feed === undefined ? await events.parked(SHOWN_MAX) : [],
      }));
      if (json === true) return printJson(found);
      printMessages(found.items);
      printEvents(found.events);
    });
  return withExamples(command, 'feeds parked', 'feeds parked --feed foja.20999999990.claims.v1 --json');
}

/** Nothing where there are none. */
export function printEvents(events: ParkedEvents): void {
  if (events.length === 0) return;
  print();
  print('Eventos que no se pudieron contar (foja feeds replay --events los intenta de nuevo):');
  const rows = events.map(({ stream, revision, type, tries, asked, reason }) => [
    stream,
    String(revision),
    type,
    triesOf(tries, asked),
    reason,
  ]);
  for (const line of table([['STREAM', 'REV', 'EVENTO', 'INTENTOS', 'POR QUÉ'], ...rows])) print(line);
}

function triesOf(tries: number, asked: boolean): string {
  return `${tries}${asked ? ', se pidió otro' : ''}`;
}

function printMessages(items: readonly ParkedMessage[]): void {
  if (items.length === 0) {
    print('No hay mensajes apartados.');
    return;
  }
  const rows = items.map(({ feed, seq, type, bytes, code, tries, parkedAt, asked }) => [
    feed,
    String(seq),
    type,
    `${bytes} bytes`,
    code,
    triesOf(tries, asked),
    inLima(parkedAt),
  ]);
  const head = ['FEED', 'NÚMERO', 'TIPO', 'TAMAÑO', 'RECHAZO', 'INTENTOS', 'DESDE (LIMA)'];
  for (const line of table([head, ...rows])) print(line);
}
