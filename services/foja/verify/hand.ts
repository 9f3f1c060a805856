import { join } from 'node:path';
import { type EventStore, openPool } from '@foja/ledger';
import { openSealTable } from '@foja/ledger/sealing/index.ts';
import { openPostgresVault } from '@foja/ledger/vault/index.ts';
import { CASE_FILES_FOLDER } from '../data-dir.ts';
import { openFiles } from '../files.ts';
import { keyringOf } from '../master-key.ts';
import type { Settings } from '../settings.ts';
import { FilesCheck } from './files-check.ts';
import { Findings, type Found } from './findings.ts';
import { checkLogRange, type LogRange, type LogRangeResult } from './log-range.ts';
import { asked, copied } from './sources.ts';
import { checkStreamRange, type StreamGround, type StreamRange, type StreamRangeResult } from './stream-range.ts';

/** A part of the work. */
export type Task =
  | { readonly kind: 'log'; readonly range: LogRange }
  | { readonly kind: 'streams'; readonly range: StreamRange; readonly ground: StreamGround };

export interface LogDone extends LogRangeResult {
  readonly found: Found;
}

export interface StreamsDone extends StreamRangeResult {
  readonly found: Found;
  /** Files that were read. */
  readonly files: number;
  /** Times that a file was named by its hash alone. */
  readonly namedOnly: number;
}

/** Does parts of the work, one at a time, on connections of its own. */
export interface Hand {
  /** @param progress is told of the events of this part. */
  log(range: LogRange, progress: (events: number) => void): Promise<LogDone>;
  streams(range: StreamRange, ground: StreamGround, progress: (events: number) => void): Promise<StreamsDone>;
  close(): Promise<void>;
}

export interface HandOptions {
  readonly appUrl: string;
  readonly settings: Pick<Settings, 'dataDir' | 'masterKey' | 'masterKeyPrevious' | 's3'>;
}

/** @param elsewhere the store, where the events are not in the database. */
export async function openHand(
  { appUrl, settings }: HandOptions,
  elsewhere?: Pick<EventStore, 'read' | 'readAll'>,
): Promise<Hand> {
  const pool = openPool(appUrl, { applicationName: 'foja verify', max: 1 });
  const table = openSealTable(pool);
  const vault = openPostgresVault({ url: appUrl, keyring: keyringOf(settings) });
  const local = await openFiles(settings);
  const { inOrder, byStream } = elsewhere === undefined ? copied(appUrl) : asked(elsewhere);
  return {
    async log(range, progress) {
      const findings = new Findings();
      const result = await checkLogRange(range, { table, findings, progress, eventsIn: inOrder });
      return { ...result, found: findings.found };
    },
    async streams(range, ground, progress) {
      const findings = new Findings();
      const files = new FilesCheck(local, findings, join(settings.dataDir, CASE_FILES_FOLDER));
      const check = {
        ...{ vault, findings, progress, eventsIn: byStream },
        file: files.take.bind(files),
        caseFile: files.caseFile.bind(files),
      };
      const result = await checkStreamRange(range, ground, check);
      return { ...result, files: files.read, namedOnly: files.namedOnly, found: findings.found };
    },
    async close() {
      await pool.end();
      await vault.close();
    },
  };
}
