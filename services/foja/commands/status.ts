import { Command } from 'commander';
import { print, printJson, table } from '../output/print.ts';
import { readModelStates } from '../output/words.ts';
import { withReadModels } from '../read-models.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';

/** `foja status`: the ledger's head and how far behind it each read model is. */
export function statusCommand(environment: Environment): Command {
  const command = new Command('status')
    .description('hasta dónde llega el libro mayor y cuánto les falta a las vistas')
    .option('--json', 'como JSON')
    .action((options: { json?: boolean }) => show(environment, options.json === true));
  return withExamples(command, 'status', 'status --json');
}

async function show(environment: Environment, json: boolean): Promise<void> {
  const { head, counts, readModels, law, providers } = await withReadModels(environment, async (session) => ({
    head: await session.store.head(),
    counts: session.store.countsPositions === true,
    readModels: await session.projections.status(),
    law: session.commands.law().version,
    providers: session.commands.rucs().length,
  }));
  if (json) return printJson({ head, law, providers, readModels });
  print(`Libro mayor: ${counts ? `${head} eventos` : `posición ${head}`}, ${providers} proveedores, ley ${law}`);
  const rows = readModels.map(({ name, state, position, lagEvents, lagSeconds, failure }) => [
    name,
    readModelStates[state],
    String(position),
    String(lagEvents),
    `${lagSeconds.toFixed(1)} s`,
    failure?.message ?? '',
  ]);
  for (const line of table([['VISTA', 'ESTADO', 'POSICIÓN', 'EVENTOS POR VER', 'RETRASO', 'FALLA'], ...rows]))
    print(line);
}
