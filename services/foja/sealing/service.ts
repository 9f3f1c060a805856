import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore } from '@foja/ledger';
import { openPool, START } from '@foja/ledger';
import {
  openSealedLog,
  openSealTable,
  runSealer,
  type SealedLog,
  type SealProblem,
  SealRefused,
  type SealTable,
} from '@foja/ledger/sealing/index.ts';
import type { Logger } from 'pino';
import type { Settings } from '../settings.ts';
import { ledgerKey } from './key.ts';
import { checkpointFile } from './memory.ts';

/** The sealed log as the server runs it. */
export interface Sealing {
  readonly table: SealTable;
  readonly log: SealedLog;
  /** Seals until the signal; where it is refused, says so and looks again now and then. */
  run(signal: AbortSignal): Promise<void>;
  state(): Promise<SealingState>;
  close(): Promise<void>;
}

export interface SealingState {
  /** `standby`: another process seals. */
  readonly state: 'sealing' | 'standby' | 'refused';
  readonly problem?: SealProblem;
  readonly sealedEvents: number;
  readonly lagEvents: number;
  /** Age of the oldest event that is not sealed; 0 where all are. */
  readonly lagSeconds: number;
}

const REFUSED_MS = 60_000;

export function openSealing({
  settings,
  stored,
  appUrl,
  log,
}: {
  readonly settings: Settings;
  /** Boxes closed. */
  readonly stored: EventStore;
  readonly appUrl: string;
  readonly log: Pick<Logger, 'error'>;
}): Sealing {
  const pool = openPool(appUrl, { applicationName: 'foja sealing', max: 4, statementTimeoutMs: 20_000 });
  const table = openSealTable(pool);
  const memory = checkpointFile(settings.dataDir);
  let state: SealingState['state'] = 'standby';
  let problem: SealProblem | undefined;

  return {
    table,
    log: openSealedLog(table, { quorum: settings.witnessQuorum }),

    async run(signal) {
      while (!signal.aborted) {
        try {
          const key = await ledgerKey(settings, table);
          state = 'sealing';
          await runSealer({ stored, table, key, memory, signal });
          state = 'standby';
        } catch (error) {
          state = 'standby';
          if (!(error instanceof SealRefused)) throw error;
          if (problem !== error.problem) log.error({ problem: error.problem }, `nothing is sealed: ${error.message}`);
          state = 'refused';
          problem = error.problem;
          await delay(REFUSED_MS, undefined, { signal }).catch(() => undefined);
          continue;
        }
        problem = undefined;
      }
    },

    async state() {
      const [last, head] = await Promise.all([table.last(), stored.head()]);
      const sealedUntil = last?.position ?? START;
      const [waiting] = head > sealedUntil ? await stored.readAll({ after: sealedUntil, max: 1 }) : [];
      const lagMs = waiting === undefined ? 0 : Date.now() - Date.parse(waiting.recordedAt);
      return {
        state,
        ...(state === 'refused' && problem !== undefined ? { problem } : {}),
        sealedEvents: last?.size ?? 0,
        lagEvents: Math.max(0, Number(head - sealedUntil)),
        lagSeconds: Math.max(0, lagMs / 1000),
      };
    },

    close: () => pool.end(),
  };
}
