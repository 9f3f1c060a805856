import { setTimeout as delay } from 'node:timers/promises';
import { askWitness, type KnownSizes } from '@foja/ledger/witness/ask.ts';
import { timestampOf } from '@foja/ledger/witness/timestamp.ts';
import type { Logger } from 'pino';
import type { Settings } from '../settings.ts';
import type { Sealing } from './service.ts';

const LOOK_MS = 1_000;
/** A witness that does not answer is not asked with every checkpoint. */
const AGAIN_MS = 30_000;

/** Takes each checkpoint to those who vouch for it from outside: witnesses, and a time-stamp authority. Until the signal. */
export async function runOutside(
  sealing: Pick<Sealing, 'table' | 'log'>,
  {
    settings,
    signal,
    log,
  }: {
    readonly settings: Pick<Settings, 'witnesses' | 'tsaUrl' | 'tsaEvery'>;
    readonly signal: AbortSignal;
    readonly log: Pick<Logger, 'warn'>;
  },
): Promise<void> {
  const { table } = sealing;
  const { witnesses, tsaUrl, tsaEvery } = settings;
  const sizes: KnownSizes = new Map();
  const notBefore = new Map<string, number>();

  /** Runs it unless it failed a moment ago; a failure is one line. */
  async function attempt(name: string, work: () => Promise<void>): Promise<void> {
    if (performance.now() < (notBefore.get(name) ?? 0)) return;
    try {
      await work();
    } catch (error) {
      log.warn({ name }, `nobody vouched for a checkpoint: ${error instanceof Error ? error.message : String(error)}`);
      notBefore.set(name, performance.now() + AGAIN_MS);
    }
  }

  while (!signal.aborted) {
    const last = await table.last();
    if (last !== undefined) {
      await Promise.all(
        witnesses
          .filter(({ url }) => sizes.get(url) !== last.size)
          .map((witness) => attempt(witness.url, () => askWitness(witness, last, { ...sealing, sizes }))),
      );
      if (tsaUrl !== undefined && (await checkpointsSince(table, tsaEvery))) {
        await attempt(tsaUrl, async () => {
          const { token, takenAt } = await timestampOf(tsaUrl, Buffer.from(last.note));
          await table.addTimestamp({ size: last.size, token, takenAt });
        });
      }
    }
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether so many checkpoints came after the last one that has a time-stamp. */
async function checkpointsSince({ lastTimestamp, checkpoints }: Sealing['table'], every: number): Promise<boolean> {
  const after = (await lastTimestamp())?.size ?? 0;
  return (await checkpoints({ after, max: every })).length >= every;
}
