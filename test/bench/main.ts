import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchSheets } from '../documents/bench.ts';
import { benchAppend } from './append.ts';
import { benchFeed } from './feed.ts';
import { benchFiling } from './filing.ts';
import { largestProvider, withPostgres } from './ledger.ts';
import { million } from './million.ts';
import { benchForm } from './pages.ts';
import { benchProofs } from './proofs.ts';
import { type Latencies, measureQueries, queryRows } from './queries.ts';
import { benchRebuild } from './rebuild.ts';
import { type Row, show, writeJson, writeMarkdown } from './results.ts';
import { benchSealing } from './sealing.ts';
import { runFoja, startServer, temporaryDataDir } from './server.ts';
import { benchUnderLoad } from './under-load.ts';

const HELP = `npm run bench -- [--quick [--sheets]] [--ledgers DIR] [--json FILE]

Measures Foja beside what it is compared with, in one run, and writes test/bench/RESULTS.md.

  --quick        all but the million claims and the sheets, in less than two minutes
  --sheets       with --quick: the sheets, too
  --ledgers DIR  keeps the two large ledgers there once they are made, which takes most of the time; a run that finds them
                 measures copies of them
  --json FILE    the figures as [{name, value, unit, against, ratio}]

Exit codes: 0 measured, 1 something failed, 2 wrong use.
Examples: npm run bench
          npm run bench -- --ledgers /var/tmp/foja-ledgers
          npm run bench -- --quick --json figures.json
`;
const RESULTS = fileURLToPath(new URL('./RESULTS.md', import.meta.url));

async function main(): Promise<void> {
  const { quick, sheets, ledgers, json, help } = options();
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
  if (!quick) add(...(await million(small, { kept: ledgers, tell })));
  if (json !== undefined) writeJson(json, rows);
  writeMarkdown(RESULTS, rows, `npm run bench${quick ? ' -- --quick' : ''}${quick && sheets ? ' --sheets' : ''}`);
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean' },
        sheets: { type: 'boolean' },
        ledgers: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const { quick = false, sheets = false, ledgers, json, help = false } = values;
    return { quick, sheets, ledgers, json, help };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(2);
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

await main();
