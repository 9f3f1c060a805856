import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { largestProvider, withPostgres } from './ledger.ts';
import { type Latencies, measureQueries, queryRows } from './queries.ts';
import { benchRebuild } from './rebuild.ts';
import type { Row } from './results.ts';
import { benchSealing } from './sealing.ts';
import { runFoja, startServer, temporaryDataDir } from './server.ts';

/** The seed's claims come to some four and a half events each: a million events. */
const EVENTS_CLAIMS = 220_000;
const CLAIMS = 1_000_000;

interface Making {
  /** Folder in which ledgers are kept once they are made; undefined: they are made for this run. */
  readonly kept: string | undefined;
  readonly tell: (line: string) => void;
}

/** Rebuilding, sealing and verifying 1,000,000 events; queries among 1,000,000 claims, against those of the small ledger. */
export async function million(small: Latencies, making: Making): Promise<Row[]> {
  return [...(await millionEvents(making)), ...(await millionClaims(small, making))];
}

async function millionEvents(making: Making): Promise<Row[]> {
  const ledger = await seeded('events', EVENTS_CLAIMS, making);
  try {
    const rebuilt = await withPostgres(ledger.path, ({ adminUrl }) => benchRebuild(ledger.path, adminUrl, 3));
    return [rebuilt, ...(await withPostgres(ledger.path, ({ appUrl }) => benchSealing(ledger.path, appUrl, '@1m')))];
  } finally {
    ledger.remove();
  }
}

async function millionClaims(small: Latencies, making: Making): Promise<Row[]> {
  const ledger = await seeded('claims', CLAIMS, making);
  try {
    await runFoja(ledger.path, ['rebuild', '--json']);
    const server = await startServer(ledger.path);
    try {
      return queryRows('1m', await measureQueries(server, await largestProvider(ledger.path)), small);
    } finally {
      await server.stop();
    }
  } finally {
    ledger.remove();
  }
}

/** A ledger of so many claims, to be thrown away: a copy of the one that is kept, where one is. */
async function seeded(name: string, claims: number, { kept, tell }: Making) {
  const ledger = temporaryDataDir();
  const place = kept === undefined ? undefined : join(kept, name);
  if (place !== undefined && existsSync(place)) {
    tell(`copying ${place}`);
    cpSync(place, ledger.path, { recursive: true });
    return ledger;
  }
  tell(`making ${claims.toLocaleString('en-US')} claims; this takes minutes`);
  await runFoja(ledger.path, ['seed', '--claims', String(claims)]);
  if (place !== undefined) {
    mkdirSync(join(place, '..'), { recursive: true });
    // Whole or not there: a copy that was cut off is no ledger.
    cpSync(ledger.path, `${place}.partial`, { recursive: true });
    renameSync(`${place}.partial`, place);
  }
  return ledger;
}
