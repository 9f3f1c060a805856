import { feedName } from '@foja/contracts/integration/feeds.ts';
import { askAgain, type KafkaState, type ParkedMessage, parkedMessages, sendAgain } from '@foja/feeds/kafka/index.ts';
import { Command } from 'commander';
import { withFeeds } from '../feeds.ts';
import { inLima } from '../output/dates.ts';
import { print, printJson, table } from '../output/print.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

const SHOWN_MAX = 1_000;

/** `foja feeds parked`: what Kafka's brokers would not take. */
export function parkedCommand(environment: Environment): Command {
  const command = new Command('parked')
    .description('los mensajes que los brokers de Kafka rechazaron y quedaron apartados, con el porqué')
    .option('--feed <nombre>', 'solo los de este feed', named)
    .option('--json', 'como JSON')
    .action(async ({ feed, json }: { feed?: string; json?: boolean }) => {
      const items = await withFeeds(environment, ({ pool }) => parkedMessages(pool, feed, SHOWN_MAX));
      if (json === true) return printJson({ items });
      printParked(items);
    });
  return withExamples(command, 'feeds parked', 'feeds parked --feed foja.20999999990.claims.v1 --json');
}

interface ReplayOptions {
  readonly feed: string;
  readonly parked?: boolean;
  readonly seq?: bigint;
  readonly from?: bigint;
  readonly json?: boolean;
}

/** `foja feeds replay`: has messages published to Kafka again by whichever server publishes. */
export function replayCommand(environment: Environment): Command {
  const command = new Command('replay')
    .description('hace publicar otra vez en Kafka: los mensajes apartados, o todos desde un número')
    .requiredOption('--feed <nombre>', 'el feed', named)
    .option('--parked', 'los apartados; salen del apartado cuando un broker los recibe')
    .option('--seq <número>', 'con --parked: solo este', numbered)
    .option('--from <número>', 'todos, desde este; los repetidos llevan el mismo ce_id', numbered)
    .option('--json', 'como JSON')
    .addHelpText('after', help)
    .action((options: ReplayOptions) => replay(environment, options));
  return withExamples(
    command,
    'feeds replay --feed foja.20999999990.claims.v1 --parked',
    'feeds replay --feed foja.20999999990.claims.v1 --parked --seq 812',
    'feeds replay --feed foja.20999999990.claims.v1 --from 1',
  );
}

const help = `
Lo hace el servidor que publica, en un par de segundos si está en marcha; si no, cuando se inicie. Quien consume reconoce lo
repetido por su ce_id. Un mensaje apartado que se publica tarde llega detrás de los que le siguieron.`;

async function replay(environment: Environment, { feed, parked, seq, from, json }: ReplayOptions): Promise<void> {
  if ((parked === true) === (from !== undefined))
    throw new Stop('indique --parked o --from, y no los dos', 'wrong-use');
  if (seq !== undefined && parked !== true) throw new Stop('--seq: solo tiene sentido con --parked', 'wrong-use');
  const messages = await withFeeds(environment, async ({ pool }) =>
    from === undefined ? askAgain(pool, feed, seq) : sendAgain(pool, feed, from - 1n),
  );
  if (messages === undefined) throw new Stop(`${feed} no se ha publicado hasta el mensaje ${from}`, 'refused');
  if (parked === true && messages === 0) throw new Stop(`${feed} no tiene mensajes apartados así`, 'refused');
  if (json === true) return printJson({ feed, messages });
  print(`Se publicarán otra vez ${messages} mensajes de ${feed}`);
}

/** The part of `foja feeds status` that tells of Kafka; nothing where nothing was ever published. */
export function printKafka({ since, trouble, feeds }: KafkaState): void {
  if (since === undefined) return;
  print();
  print(
    trouble === undefined
      ? `Kafka: publica desde ${inLima(since)}`
      : `Kafka: no se llega a los brokers desde ${inLima(trouble.since)} (${trouble.reason}); los mensajes esperan`,
  );
  const rows = feeds.map(({ feed, published, lag, parked, trouble: stuck }) => [
    feed,
    String(published),
    String(lag),
    String(parked),
    stuck === undefined ? '' : stuck.reason,
  ]);
  if (rows.length === 0) return;
  for (const line of table([['FEED', 'PUBLICADO', 'LE FALTAN', 'APARTADOS', 'POR QUÉ NO AVANZA'], ...rows]))
    print(line);
}

function printParked(items: readonly ParkedMessage[]): void {
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
    `${tries}${asked ? ', se pidió otro' : ''}`,
    inLima(parkedAt),
  ]);
  const head = ['FEED', 'NÚMERO', 'TIPO', 'TAMAÑO', 'RECHAZO', 'INTENTOS', 'DESDE (LIMA)'];
  for (const line of table([head, ...rows])) print(line);
}

function named(text: string): string {
  if (!feedName.safeParse(text).success)
    throw new Stop('--feed: un nombre como foja.20999999990.claims.v1', 'wrong-use');
  return text;
}

function numbered(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw new Stop('use el número de un mensaje, desde 1', 'wrong-use');
  return BigInt(text);
}
