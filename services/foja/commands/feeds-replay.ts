import { askAgain, sendAgain } from '@foja/feeds/kafka/index.ts';
import { Command } from 'commander';
import { withFeeds } from '../feeds.ts';
import { print, printJson } from '../output/print.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { feedNamed } from './feed-named.ts';

interface Options {
  readonly feed?: string;
  readonly parked?: boolean;
  readonly seq?: bigint;
  readonly from?: bigint;
  readonly events?: boolean;
  readonly stream?: string;
  readonly json?: boolean;
}

/** `foja feeds replay`: has events told, or messages published to Kafka, again by whichever server does that. */
export function replayCommand(environment: Environment): Command {
  const command = new Command('replay')
    .description('repite lo que quedó apartado, o lo ya publicado en Kafka desde un número')
    .option('--feed <nombre>', 'el feed, con --parked o --from', feedNamed)
    .option('--parked', 'los mensajes apartados; salen del apartado cuando un broker los recibe')
    .option('--seq <número>', 'con --parked: solo este', numbered)
    .option('--from <número>', 'todos, desde este; los repetidos llevan el mismo ce_id', numbered)
    .option('--events', 'los eventos que no se pudieron contar, como después de actualizar Foja')
    .option('--stream <nombre>', 'con --events: solo los de este stream', streamNamed)
    .option('--json', 'como JSON')
    .addHelpText('after', help)
    .action((options: Options) => replay(environment, options));
  return withExamples(
    command,
    'feeds replay --feed foja.20999999990.claims.v1 --parked',
    'feeds replay --feed foja.20999999990.claims.v1 --parked --seq 812',
    'feeds replay --feed foja.20999999990.claims.v1 --from 1',
    'feeds replay --events',
  );
}

const help = `
Lo hace el servidor que publica o escribe, en un par de segundos si está en marcha; si no, cuando se inicie. Quien consume reconoce
lo repetido por su ce_id. Lo que se cuenta o publica tarde llega detrás de lo que le siguió.`;

async function replay(environment: Environment, options: Options): Promise<void> {
  const { parked, from, events, stream, seq } = options;
  if ([parked === true, from !== undefined, events === true].filter(Boolean).length !== 1)
    throw new Stop('indique uno: --parked, --from o --events', 'wrong-use');
  if (seq !== undefined && parked !== true) throw new Stop('--seq: solo tiene sentido con --parked', 'wrong-use');
  if (stream !== undefined && events !== true) throw new Stop('--stream: solo tiene sentido con --events', 'wrong-use');
  return events === true ? tellAgain(environment, options) : publishAgain(environment, options);
}

async function tellAgain(environment: Environment, { feed, stream, json }: Options): Promise<void> {
  if (feed !== undefined) throw new Stop('--feed: no va con --events', 'wrong-use');
  const events = await withFeeds(environment, ({ table }) => table.askAgain(stream));
  if (events === 0) throw new Stop('no hay eventos apartados así', 'refused');
  if (json === true) return printJson({ events });
  print(`Se intentará contar de nuevo ${events} eventos; foja feeds status dice cuáles siguen apartados`);
}

async function publishAgain(environment: Environment, { feed, parked, seq, from, json }: Options): Promise<void> {
  if (feed === undefined) throw new Stop('--feed: diga cuál', 'wrong-use');
  const messages = await withFeeds(environment, async ({ pool }) =>
    from === undefined ? askAgain(pool, feed, seq) : sendAgain(pool, feed, from - 1n),
  );
  if (messages === undefined) throw new Stop(`${feed} no se ha publicado hasta el mensaje ${from}`, 'refused');
  if (parked === true && messages === 0) throw new Stop(`${feed} no tiene mensajes apartados así`, 'refused');
  if (json === true) return printJson({ feed, messages });
  print(`Se publicarán otra vez ${messages} mensajes de ${feed}`);
}

function streamNamed(text: string): string {
  if (!/^claim-[0-9a-f-]{36}$/.test(text)) throw new Stop('--stream: un nombre como claim-<id>', 'wrong-use');
  return text;
}

function numbered(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw new Stop('use el número de un mensaje, desde 1', 'wrong-use');
  return BigInt(text);
}
