import { RegimeCorrectedV1, regime } from '@foja/contracts/events/law.ts';
import { regimeById } from '@foja/domain/deadline/index.ts';
import { correctRegime } from '@foja/domain/law/index.ts';
import { Command } from 'commander';
import { amendLaw, applyLaw } from '../law/amend.ts';
import { dayMonthYear } from '../output/dates.ts';
import { print, printJson, table } from '../output/print.ts';
import { confidences } from '../output/words.ts';
import { withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { parsed } from './fields.ts';
import { readJson } from './read-json.ts';

interface Options {
  readonly json?: boolean;
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly overlap?: boolean;
}

/** `foja regimes list|show|correct|apply`: terms as dated data. */
export function regimesCommand(environment: Environment): Command {
  const command = new Command('regimes').description('los regímenes de plazo, como dato con fecha y norma');
  const list = new Command('list')
    .description('todos los regímenes')
    .option('--json', 'como JSON')
    .action((options: Options) => listRegimes(environment, options));
  const show = new Command('show')
    .description('un régimen como JSON: guárdelo, corríjalo y devuélvalo con correct')
    .argument('<id>')
    .action((id: string) => showRegime(environment, id));
  const correct = new Command('correct')
    .description('corrige un régimen, o agrega uno, y recalcula los reclamos abiertos')
    .argument('<archivo>', 'JSON con la forma que da show')
    .requiredOption('--reason <motivo>', 'por qué se corrige')
    .option('--overlap', 'confirma que rija días que otro régimen ya rige: de los dos, manda el que empezó después')
    .option('--dry-run', 'solo dice qué plazos se moverían')
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => correctOne(environment, file, options));
  const apply = new Command('apply')
    .description('recalcula los reclamos abiertos con la ley vigente; sin cambios no escribe nada')
    .option('--dry-run', 'solo dice qué plazos se moverían')
    .action((options: Options) => applyLaw(environment, { dryRun: options.dryRun === true }));
  withExamples(list, 'regimes list');
  withExamples(show, 'regimes show general-2022-08-17');
  withExamples(
    correct,
    'regimes correct regimen.json --reason "confirmado con El Peruano" --dry-run',
    'regimes correct regimen-2027.json --reason "Ley 12345" --overlap',
  );
  withExamples(apply, 'regimes apply');
  return command.addCommand(list).addCommand(show).addCommand(correct).addCommand(apply);
}

const HELP = `
Ningún día puede quedar sin régimen: para que uno siga a otro, registre primero el nuevo con --overlap, y después el anterior
con su último día (filedTo).`;

async function listRegimes(environment: Environment, { json }: Options): Promise<void> {
  const law = await withSession(environment, async ({ commands }) => commands.law());
  if (json === true) return printJson({ lawVersion: law.version, items: law.regimes });
  print(`Ley ${law.version}`);
  const rows = law.regimes.map(({ id, sheetTypes, filedFrom, filedTo, term, extension, confidence }) => [
    id,
    sheetTypes.join(' y '),
    `${dayMonthYear(filedFrom)} a ${filedTo === undefined ? 'hoy' : dayMonthYear(filedTo)}`,
    `${term.n} ${term.unit === 'business' ? 'hábiles' : 'calendario'}`,
    extension === undefined ? 'improrrogable' : `+${extension.n}`,
    confidences[confidence],
  ]);
  for (const line of table([['RÉGIMEN', 'HOJAS', 'PRESENTADAS', 'PLAZO', 'PRÓRROGA', 'FUENTE'], ...rows])) print(line);
}

async function showRegime(environment: Environment, id: string): Promise<void> {
  const law = await withSession(environment, async ({ commands }) => commands.law());
  const found = regimeById(law, id);
  if (found === undefined) throw new Stop(`no existe el régimen ${id}: vea foja regimes list`, 'refused');
  printJson(found);
}

async function correctOne(environment: Environment, file: string, { reason, dryRun, overlap }: Options): Promise<void> {
  const corrected = parsed(regime, readJson(file), (field) => `${file}: ${field}`);
  const correction = parsed(RegimeCorrectedV1, { regime: corrected, reason }, (field) => `--${field}`);
  const mayOverlap = overlap === true;
  await amendLaw(environment, [(law) => correctRegime(law, correction, { mayOverlap })], {
    norm: corrected.norm,
    dryRun: dryRun === true,
  });
}
