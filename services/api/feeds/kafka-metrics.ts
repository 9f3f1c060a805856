import type { KafkaState } from '@foja/feeds/kafka/state.ts';
import { Gauge, type Registry } from 'prom-client';

/** How publishing to Kafka does, over all feeds: a label with a RUC would name a tenant. */
export function measureKafka(state: () => Promise<KafkaState>, registers: Registry[]): void {
  let asked: Promise<KafkaState> | undefined;
  const once = () => {
    asked ??= state().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  const figure = (of: (state: KafkaState) => number) => once().then(of, () => Number.NaN);
  new Gauge({
    name: 'foja_feed_lag',
    help: 'Messages that a transport has yet to send, over all feeds',
    labelNames: ['transport'],
    registers,
    async collect() {
      this.set(
        { transport: 'kafka' },
        await figure(({ feeds }) => feeds.reduce((sum, { lag }) => sum + Number(lag), 0)),
      );
    },
  });
  const gauges = [
    [
      'foja_kafka_parked',
      'Messages that the brokers refused and that wait for somebody',
      ({ feeds }: KafkaState) => feeds.reduce((sum, { parked }) => sum + parked, 0),
    ],
    [
      'foja_kafka_stuck_feeds',
      'Feeds that do not go on for a reason of their topic or the cluster',
      ({ feeds }: KafkaState) => feeds.filter(({ trouble }) => trouble !== undefined).length,
    ],
    [
      'foja_kafka_reachable',
      '1 where the cluster could be reached when it was last tried, else 0',
      ({ trouble }: KafkaState) => (trouble === undefined ? 1 : 0),
    ],
  ] as const;
  for (const [name, help, of] of gauges) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await figure(of));
      },
    });
  }
}
