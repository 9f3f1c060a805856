import { SealRefused, sealAll } from '@foja/ledger/sealing/index.ts';
import { Command } from 'commander';
import { print, printJson, tell } from '../output/print.ts';
import { ledgerKey } from '../sealing/key.ts';
import { checkpointFile } from '../sealing/memory.ts';
import { withSealing } from '../sealing/session.ts';
import { sealRefused } from '../sealing/words.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';

/** `foja seal`: seals now what no server has sealed yet, and ends. */
export function sealCommand(environment: Environment): Command {
  const command = new Command('seal')
    .description('sella ahora lo que falte; el servidor lo hace solo, en menos de un segundo')
    .option('--json', 'como JSON')
    .action((options: { json?: boolean }) => seal(environment, options.json === true));
  return withExamples(command, 'seal', 'seal --json');
}

async function seal(environment: Environment, json: boolean): Promise<void> {
  const startedAt = performance.now();
  let toldAt = startedAt;
  const done = await withSealing(environment, async ({ settings, stored, sealing: { table } }) => {
    const before = (await table.last())?.size ?? 0;
    const key = await ledgerKey(settings, table);
    const last = await sealAll({
      ...{ stored, table, key, memory: checkpointFile(settings.dataDir) },
      sealed({ size }) {
        if (performance.now() - toldAt < 1_000) return;
        toldAt = performance.now();
        tell(`${size} hechos sellados`);
      },
    });
    return { size: last?.size ?? 0, sealed: (last?.size ?? 0) - before };
  }).catch((error: unknown) => {
    throw error instanceof SealRefused ? sealRefused(error) : error;
  });
  if (json) return printJson({ ...done, durationMs: Math.round(performance.now() - startedAt) });
  print(`Sellados ahora: ${done.sealed} hechos; en total: ${done.size}`);
}
