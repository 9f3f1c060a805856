import type { CheckReport, RebuildProgress } from '@foja/projections';
import { RebuildUnderWay } from '@foja/projections/rebuild/shadows.ts';
import { Command, Option } from 'commander';
import { print, printJson, table, tell } from '../output/print.ts';
import { differenceKinds, rebuildPhases } from '../output/words.ts';
import { withReadModels } from '../read-models.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

interface Options {
  readonly check?: boolean;
  readonly only?: readonly string[];
  readonly json?: boolean;
}

/** `foja rebuild [--check]`: read models replayed from the first event, swapped in or compared with what is live. */
export function rebuildCommand(environment: Environment): Command {
  const command = new Command('rebuild')
    .description('rehace las vistas desde el primer evento, mientras las actuales siguen sirviendo')
    .option('--check', 'solo compara, fila por fila, y termina con 1 si hay una diferencia')
    .addOption(new Option('--only <vistas...>', 'solo estas').choices(['register', 'deadlines', 'statistics']))
    .option('--json', 'el informe como JSON')
    .action((options: Options) => rebuild(environment, options));
  return withExamples(command, 'rebuild', 'rebuild --check', 'rebuild --only register deadlines');
}

async function rebuild(environment: Environment, { check, only, json }: Options): Promise<void> {
  const report = await withReadModels(environment, async ({ projections }) => {
    const work = { only, onProgress: progress() };
    if (check !== true) return projections.rebuild(work).catch(laterIfUnderWay);
    const missing = (await projections.status()).filter(
      ({ name, state }) => state === 'missing' && (only === undefined || only.includes(name)),
    );
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name).join(', ');
      throw new Stop(`aún no existen las vistas ${names}: inicie el servidor, o ejecute foja rebuild`, 'refused');
    }
    return projections.rebuildCheck(work).catch(laterIfUnderWay);
  });
  if (json === true) printJson(report);
  else {
    const perSecond = Math.round((report.events / Math.max(report.durationMs, 1)) * 1000);
    const done = check === true ? 'Comparadas' : 'Rehechas';
    print(`${done}: ${report.projections.join(', ')} (${report.events} eventos, ${perSecond} por segundo)`);
  }
  if (check !== true) return;
  const { differences, total } = report as CheckReport;
  if (total === 0) return json === true ? undefined : print('Sin diferencias.');
  if (json !== true) {
    const rows = differences.map(({ projection, table, key, kind, columns }) => [
      projection,
      table,
      key,
      differenceKinds[kind],
      columns.join(', '),
    ]);
    for (const line of table([['VISTA', 'TABLA', 'FILA', 'DIFERENCIA', 'COLUMNAS'], ...rows])) print(line);
  }
  throw new Stop(`${total} diferencias entre las vistas y el libro mayor`, 'refused');
}

/** Not a difference: whoever watches the exit code of `--check` must be able to tell. */
function laterIfUnderWay(cause: unknown): never {
  if (!(cause instanceof RebuildUnderWay)) throw cause;
  const sentence =
    'otra orden ya está rehaciendo o comparando estas vistas: espere a que termine y vuelva a intentarlo';
  throw new Stop(sentence, 'unavailable', cause);
}

/** A line on standard error at most every second. */
function progress(): (step: RebuildProgress) => void {
  let toldAt = Date.now();
  return ({ phase, events, of }) => {
    if (Date.now() - toldAt < 1_000) return;
    toldAt = Date.now();
    tell(`${rebuildPhases[phase]}: ${events}${of === undefined ? '' : ` de ${of}`} eventos`);
  };
}
