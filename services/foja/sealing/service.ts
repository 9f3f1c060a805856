import { setTimeout as delay } from 'node:timers/promises';
import type { ProofFile } from '@foja/contracts/http/answers/proof.ts';
import { claimStream } from '@foja/domain/claim/index.ts';
import type { SignerKey } from '@foja/domain/ledger/index.ts';
import type { EventStore } from '@foja/ledger';
import { openPool } from '@foja/ledger';
import {
  openPatrol,
  openSealedLog,
  openSealTable,
  proofFileOf,
  rereadAll,
  runSealer,
  type SealedLog,
  type SealingState,
  type SealProblem,
  SealRefused,
  type SealTable,
  sealingLag,
} from '@foja/ledger/sealing/index.ts';
import type { Vault } from '@foja/ledger/vault/index.ts';
import type { Logger } from 'pino';
import type { Settings } from '../settings.ts';
import { ledgerKey } from './key.ts';
import { checkpointFile, damageFile } from './memory.ts';

/** The sealed log as the server runs it. */
export interface Sealing {
  readonly table: SealTable;
  readonly log: SealedLog;
  /** The key that signs; made where this is the first start, undefined where it is not at hand. */
  key(): Promise<SignerKey | undefined>;
  /** Seals until the signal; where it is refused, says so and looks again now and then. */
  run(signal: AbortSignal): Promise<void>;
  state(): Promise<SealingState>;
  /** Undefined where nothing of the claim is sealed yet. @throws NotAsSealed */
  proofFile(claimId: string): Promise<ProofFile | undefined>;
  close(): Promise<void>;
}

/** Session lock of whoever seals ("foj" in ASCII, and a number). */
export const SEALING_LOCK = 0x666f6a_14;

const REFUSED_MS = 60_000;
/** When the whole ledger is read again: a minute after sealing begins, and then once a day; a minute after a reading that failed. */
const REREADS = { firstMs: 60_000, everyMs: 86_400_000 };

export function openSealing({
  settings,
  stored,
  vault,
  appUrl,
  log,
  rereads = REREADS,
}: {
  readonly settings: Settings;
  /** Boxes closed. */
  readonly stored: EventStore;
  readonly vault: Vault;
  readonly appUrl: string;
  readonly log: Pick<Logger, 'error'>;
  readonly rereads?: typeof REREADS;
}): Sealing {
  const pool = openPool(appUrl, { applicationName: 'foja sealing', max: 4, statementTimeoutMs: 20_000 });
  const table = openSealTable(pool);
  const memory = checkpointFile(settings.dataDir);
  let state: SealingState['state'] = 'standby';
  let problem: SealProblem | undefined;

  const served = openSealedLog(table, { quorum: settings.witnessQuorum });
  const patrol = openPatrol({
    reread: (signal) => rereadAll({ stored, table }, signal),
    memory: damageFile(settings.dataDir),
    ...rereads,
  });

  return {
    table,
    log: served,
    proofFile: (claimId) => proofFileOf(claimStream(claimId), { stored, vault, log: served }),

    async key() {
      try {
        return await ledgerKey(settings, table);
      } catch (error) {
        if (error instanceof SealRefused) return undefined;
        throw error;
      }
    },

    async run(signal) {
      while (!signal.aborted) {
        try {
          const key = await ledgerKey(settings, table);
          await patrol.beside((until) => {
            state = 'sealing';
            return runSealer({ stored, table, key, memory, signal: until });
          }, signal);
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
      const lag = await sealingLag({ table, stored }, Date.now());
      return { state, ...(state === 'refused' && problem !== undefined ? { problem } : {}), ...lag };
    },

    close: () => pool.end(),
  };
}
