import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { filingOn } from '../support/commands.ts';
import { ownServer } from '../support/own-server.ts';
import { type Member, openFleet } from './fleet.ts';
import { startLoad } from './load.ts';

const HELP = `node test/scale/main.ts [--per-second 500] [--between 10]

By hand: two processes that serve, one of each busy part, one of those that rarely have much to do, and a spare for all, under a steady
load of filings; each is killed in turn (SIGKILL). Prints how long until the spare's turn, and until it came further than whoever was killed; fails where a filing
was lost or a number is missing. Wants a machine of its own: the clients are in this process.

  --per-second N  filings
  --between S     seconds between two kills`;

const { values } = parseArgs({
  options: {
    'per-second': { type: 'string', default: '500' },
    between: { type: 'string', default: '10' },
    help: { type: 'boolean', default: false },
  },
});

/** How far each part has come. */
const PLACES = {
  projections: 'SELECT position::text AS at FROM proj_register.checkpoint',
  sealer: 'SELECT max(size)::text AS at FROM sealing.checkpoints',
  mail: 'SELECT position::text AS at FROM app.mail_progress',
  feeds: 'SELECT position::text AS at FROM app.feed_writer',
} as const;
type Worker = keyof typeof PLACES;
/** Of these only the turn can be seen. Kafka and the authority are out of reach, so that there is something to do all the time. */
const RARE = ['webhooks', 'lapses', 'retention', 'case-files', 'kafka', 'witnesses'];
const ELSEWHERE = { KAFKA_BROKERS: '127.0.0.1:1', TSA_URL: 'http://127.0.0.1:1/tsa' };

if (values.help) console.log(HELP);
else await main({ perSecond: Number(values['per-second']), betweenMs: Number(values.between) * 1000 });

async function main({ perSecond, betweenMs }: { readonly perSecond: number; readonly betweenMs: number }) {
  const { server, close } = await ownServer();
  const fleet = openFleet(server.adminUrl);
  const eye = new pg.Client({ connectionString: server.adminUrl });
  try {
    await eye.connect();
    const apis = [await fleet.start('api'), await fleet.start('api')];
    const workers = new Map<Worker, Member>();
    for (const part of Object.keys(PLACES) as Worker[]) workers.set(part, await fleet.start(part));
    const idler = await fleet.start(RARE.join(), ELSEWHERE);
    const spare = await fleet.start([...Object.keys(PLACES), ...RARE].join(), ELSEWHERE);
    const [first] = apis;
    if (first === undefined) throw new Error('nobody serves');
    const bookId = await fleet.openBook(first);
    const { body } = filingOn(bookId, '');
    const sheet = { ...body, consumer: { ...body.consumer, email: undefined, address: 'Jr. Inventado 456' } };
    const load = startLoad({
      urls: apis.map(({ url }) => url),
      bookId,
      body: { ...sheet, responseMedium: 'letter', conformity: true },
      perSecond,
    });
    const place = async (part: Worker) => Number((await eye.query<{ at: string }>(PLACES[part])).rows[0]?.at ?? 0);
    for (const [part, worker] of workers) {
      await delay(betweenMs);
      await worker.kill();
      const killedAt = performance.now();
      const before = await place(part);
      const seconds = () => `${((performance.now() - killedAt) / 1000).toFixed(1)} s`;
      while ((await spare.parts())[part] !== 'working') await delay(50);
      const turn = seconds();
      while ((await place(part)) <= before) await delay(50);
      console.log(`${part.padEnd(12)} turn ${turn}, further ${seconds()}, answered ${load.answered()}`);
    }
    await delay(betweenMs);
    await idler.kill();
    const idleAt = performance.now();
    for (const part of RARE) {
      while ((await spare.parts())[part] !== 'working') await delay(50);
      console.log(`${part.padEnd(12)} turn ${((performance.now() - idleAt) / 1000).toFixed(1)} s`);
    }
    await delay(betweenMs);
    await first.kill();
    const then = load.answered();
    const killedAt = performance.now();
    while (load.answered() < then + perSecond) await delay(50);
    console.log(`api          ${perSecond} more in ${((performance.now() - killedAt) / 1000).toFixed(1)} s`);
    const filed = await load.stop();
    const numbers = filed.map(({ sheetNumber }) => Number(sheetNumber.slice(0, 9))).toSorted((a, b) => a - b);
    const wrong = numbers.findIndex((number, index) => number !== index + 1);
    if (wrong >= 0) throw new Error(`number ${wrong + 1} is missing, or there twice`);
    const { rows } = await eye.query<{ n: string }>(
      `SELECT count(*) AS n FROM ledger.events WHERE type = 'SheetNumbered'`,
    );
    if (Number(rows[0]?.n) !== filed.length) throw new Error(`${filed.length} answered, ${rows[0]?.n} in the ledger`);
    console.log(`${filed.length} filings, numbered 1 to ${filed.length}: none lost, no gap`);
  } finally {
    await eye.end();
    await fleet.close();
    await close();
  }
}
