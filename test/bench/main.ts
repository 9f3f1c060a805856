import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openEmbedded } from '@foja/ledger';
import pg from 'pg';
import { benchSheets } from '../documents/bench.ts';
import { benchAppend } from './append.ts';
import { benchFeed } from './feed.ts';
import { benchFiling } from './filing.ts';
import { benchForm } from './pages.ts';
import { benchProofs } from './proofs.ts';
import { type Latencies, measureQueries, queryRows } from './queries.ts';
import { benchRebuild } from './rebuild.ts';
import { type Row, show, writeJson, writeMarkdown } from './results.ts';
import { benchSealing } from './sealing.ts';
import { runFoja, startServer, temporaryDataDir } from './server.ts';
import { benchUnderLoad } from './under-load.ts';

const HELP = `npm run bench -- [--quick [--sheets]] [--json FILE]

Measures Foja beside what it is compared with, in one run, and writes test/bench/RESULTS.md.

  --quick      all but the million claims and the sheets, in less than two minutes
  --sheets     with --quick: the sheets, too
  --json FILE  the figures as [{name, value, unit, against, ratio}]

Exit codes: 0 measured, 1 something failed, 2 wrong use.
Examples: npm run bench
          npm run bench -- --quick --json figures.json
`;
/** The seed's claims come to some four and a half events each. */
const EVENTS_MILLION_CLAIMS = 220_000;
const RESULTS = fileURLToPath(new URL('./RESULTS.md', import.meta.url));

async function main(): Promise<void> {
  const { quick, sheets, json, help } = options();
  if (help) return void process.stdout.write(HELP);
  const rows: Row[] = [];
  const add = (...more: Row[]) => {
    rows.push(...more);
    for (const { name, value, unit, ratio, memoryMb } of more) {
      tell(`${name}: ${show(value)} ${unit}, ratio ${ratio.toFixed(2)}, ${memoryMb} MB`);
    }
  };
  const timing = quick ? { rounds: 2, roundMs: 3_000 } : { rounds: 5, roundMs: 6_000 };

  const ten = temporaryDataDir();
  let small: Latencies;
  try {
    tell('making 10,000 claims');
    await runFoja(ten.path, ['seed', '--claims', '10000']);
    if (quick) add(await withPostgres(ten.path, ({ adminUrl }) => benchRebuild(ten.path, adminUrl, timing.rounds)));
    else await runFoja(ten.path, ['rebuild', '--json']);
    // Before anything is appended that no schema knows.
    add(...(await withPostgres(ten.path, ({ appUrl }) => benchSealing(ten.path, appUrl))));
    add(await withPostgres(ten.path, ({ adminUrl }) => benchProofs(adminUrl)));
    add(await withPostgres(ten.path, (urls) => benchAppend(urls, timing)));
    const server = await startServer(ten.path);
    try {
      const largest = await largestProvider(ten.path);
      add(...(await benchForm(server, largest)));
      small = await measureQueries(server, largest);
      add(...queryRows('10k', small));
      const filed = await withPostgres(ten.path, ({ adminUrl }) =>
        benchUnderLoad(server, adminUrl, () => benchFiling(server, adminUrl, timing)),
      );
      add(...filed);
    } finally {
      await server.stop();
    }
  } finally {
    ten.remove();
  }
  add(...(await benchFeed(timing)));
  if (!quick || sheets) add(...(await benchSheets(timing)));
  if (!quick) add(...(await million(small)));
  if (json !== undefined) writeJson(json, rows);
  writeMarkdown(RESULTS, rows, `npm run bench${quick ? ' -- --quick' : ''}${quick && sheets ? ' --sheets' : ''}`);
}

/** A ledger of 1,000,000 events for the rebuild, which then grows to 1,000,000 claims for the queries. */
async function million(small: Latencies): Promise<Row[]> {
  const large = temporaryDataDir();
  try {
    tell('making 1,000,000 events');
    await runFoja(large.path, ['seed', '--claims', String(EVENTS_MILLION_CLAIMS)]);
    const rebuilt = await withPostgres(large.path, ({ adminUrl }) => benchRebuild(large.path, adminUrl, 3));
    const sealed = await withPostgres(large.path, ({ appUrl }) => benchSealing(large.path, appUrl, '@1m'));
    tell('making 1,000,000 claims; this takes minutes');
    await runFoja(large.path, ['seed', '--seed', 'more', '--claims', String(1_000_000 - EVENTS_MILLION_CLAIMS)]);
    await runFoja(large.path, ['rebuild', '--json']);
    const server = await startServer(large.path);
    try {
      return [
        rebuilt,
        ...sealed,
        ...queryRows('1m', await measureQueries(server, await largestProvider(large.path)), small),
      ];
    } finally {
      await server.stop();
    }
  } finally {
    large.remove();
  }
}

/** @returns the provider with the most claims, and a key to look at them. */
async function largestProvider(dataDir: string): Promise<{ readonly ruc: string; readonly key: string }> {
  const ruc = await withPostgres(dataDir, async ({ adminUrl }) => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    const { rows } = await client.query<{ ruc: string }>(
      'SELECT ruc FROM proj_register.claims GROUP BY ruc ORDER BY count(*) DESC LIMIT 1',
    );
    await client.end();
    return rows[0]?.ruc ?? '';
  });
  const args = ['keys', 'issue', '--ruc', ruc, '--role', 'viewer', '--label', 'bench', '--json'];
  const { output } = await runFoja(dataDir, args);
  return { ruc, key: (JSON.parse(output) as { key: string }).key };
}

async function withPostgres<T>(
  dataDir: string,
  work: (urls: { readonly adminUrl: string; readonly appUrl: string }) => Promise<T>,
): Promise<T> {
  const server = await openEmbedded({ dataDir, log: () => undefined });
  try {
    return await work(server);
  } finally {
    await server.release();
  }
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean' },
        sheets: { type: 'boolean' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const { quick = false, sheets = false, json, help = false } = values;
    return { quick, sheets, json, help };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(2);
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

await main();
