import { openPostgresFeeds } from '@foja/feeds';
import { publisherTable, runKafkaPublisher } from '@foja/feeds/kafka/index.ts';
import { openPool } from '@foja/ledger';

// A publisher in a process of its own, which dies after its so-manieth batch is with the broker and before the checkpoint says so.

const [url = '', broker = '', batch = '1'] = process.argv.slice(2);
const pool = openPool(url, { applicationName: 'foja test publisher', max: 4, statementTimeoutMs: 30_000 });
const log = await openPostgresFeeds({ pool, url });
const table = publisherTable(pool);
let batches = 0;

await runKafkaPublisher({
  log,
  table: {
    ...table,
    advance(step) {
      batches += 1;
      if (batches === Number(batch)) process.kill(process.pid, 'SIGKILL');
      return table.advance(step);
    },
  },
  address: { brokers: [broker], tls: undefined, sasl: undefined },
  say: { debug: () => undefined, info: () => undefined, warn: () => undefined },
  signal: new AbortController().signal,
});
