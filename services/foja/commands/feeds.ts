import type { FeedStatus } from '@foja/feeds';
import { Command } from 'commander';
import { openFeeds } from '../background/feeds.ts';
import { openLedger } from '../ledger.ts';
import { inLima } from '../output/dates.ts';
import { print, printJson, table } from '../output/print.ts';
import { type Environment, readSettings } from '../settings.ts';
import { withExamples } from './examples.ts';

/** `foja feeds`: what leaves Foja by feeds, how far each is written, and how far each reader has come. */
export function feedsCommand(environment: Environment): Command {
  const list = new Command('list')
    .description('los feeds y hasta dónde llega cada uno')
    .option('--json', 'como JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { feeds } = await statusOf(environment);
      if (json === true) return printJson({ feeds });
      printFeeds(feeds);
    });
  const status = new Command('status')
    .description('los feeds, cuánto le falta a quien los escribe y a cada lector, y lo que no se pudo contar')
    .option('--json', 'como JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const found = await statusOf(environment);
      if (json === true) return printJson(found);
      printStatus(found);
    });
  return new Command('feeds')
    .description('los mensajes para el ERP y para supervisores')
    .addCommand(withExamples(list, 'feeds list', 'feeds list --json'))
    .addCommand(withExamples(status, 'feeds status', 'feeds status --json'));
}

async function statusOf(environment: Environment): Promise<FeedStatus> {
  const ledger = await openLedger(readSettings(environment), { log: () => undefined });
  try {
    const feeds = await openFeeds({ ...ledger, log: () => undefined });
    try {
      return await feeds.status();
    } finally {
      await feeds.close();
    }
  } finally {
    await ledger.close('release');
  }
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
  if (parked.length === 0) return;
  print();
  print('Eventos que no se pudieron contar:');
  const rows = parked.map(({ stream, revision, type, reason }) => [stream, String(revision), type, reason]);
  for (const line of table([['STREAM', 'REV', 'EVENTO', 'POR QUÉ'], ...rows])) print(line);
}
