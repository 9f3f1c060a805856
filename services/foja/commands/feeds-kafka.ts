import type { KafkaState } from '@foja/feeds/kafka/index.ts';
import { inLima } from '../output/dates.ts';
import { print, table } from '../output/print.ts';

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
