import { HolidayDeclaredV1, HolidayRevokedV1, holidayKind } from '@foja/contracts/events/law.ts';
import { baseLaw, holidaysOfYear, limaDateOf } from '@foja/domain/deadline/index.ts';
import { declareHoliday, revokeHoliday } from '@foja/domain/law/index.ts';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { amendLaw } from '../law/amend.ts';
import { withWeekday } from '../output/dates.ts';
import { print, printJson, table } from '../output/print.ts';
import { now, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { asOption, parsed } from './fields.ts';
import { readJson } from './read-json.ts';

interface Options {
  readonly year?: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

const importFile = z.array(HolidayDeclaredV1).min(1).max(500);

/** `foja holidays list|add|revoke|import`: the calendar, amended by events on the stream of the law. */
export function holidaysCommand(environment: Environment): Command {
  const command = new Command('holidays').description('el calendario de feriados, como dato con fecha y norma');
  const list = new Command('list')
    .description('los feriados de un año')
    .option('--year <año>', 'por defecto, este')
    .option('--json', 'como JSON')
    .action((options: Options) => listHolidays(environment, options));
  const add = new Command('add')
    .description('declara un feriado y recalcula los reclamos abiertos, a la vista de todos')
    .argument('<fecha>', 'AAAA-MM-DD')
    .requiredOption('--name <nombre>', 'cómo se llama')
    .requiredOption('--norm <norma>', 'la que lo declara')
    .addOption(
      new Option('--kind <clase>', 'solo un feriado nacional detiene los plazos; en los demás el día cuenta')
        .choices(holidayKind.options)
        .default('FERIADO_NACIONAL'),
    )
    .option('--dry-run', 'solo dice qué plazos se moverían')
    .action((date: string, options: Options) => addHoliday(environment, { ...options, date }));
  const revoke = new Command('revoke')
    .description('deja sin efecto el feriado de ese día')
    .argument('<fecha>', 'AAAA-MM-DD')
    .requiredOption('--norm <norma>', 'la que lo deja sin efecto')
    .option('--dry-run', 'solo dice qué plazos se moverían')
    .action((date: string, options: Options) => revokeOne(environment, { ...options, date }));
  const bring = new Command('import')
    .description('declara los feriados de un archivo JSON: [{date, name, kind, norm}, …]')
    .argument('<archivo>')
    .option('--dry-run', 'solo dice qué plazos se moverían')
    .action((file: string, options: Options) => importHolidays(environment, file, options));
  withExamples(list, 'holidays list --year 2026');
  withExamples(
    add,
    'holidays add 2026-12-24 --name "Feriado por única vez" --norm "Ley 12345" --dry-run',
    'holidays add 2026-12-24 --kind NO_LABORABLE_PUBLICO --name "Día no laborable" --norm "D. S. 123-2026-PCM"',
  );
  withExamples(revoke, 'holidays revoke 2026-12-09 --norm "Ley 12345"');
  withExamples(bring, 'holidays import feriados-2027.json');
  return command.addCommand(list).addCommand(add).addCommand(revoke).addCommand(bring);
}

async function listHolidays(environment: Environment, { year, json }: Options): Promise<void> {
  const wanted = year ?? limaDateOf(now()).slice(0, 4);
  if (!/^20(1[1-9]|2\d|3[0-6])$/.test(wanted)) throw new Stop('--year: de 2011 a 2036', 'wrong-use');
  const law = await withSession(environment, async ({ commands }) => commands.law());
  const items = holidaysOfYear(law.holidays, Number(wanted));
  if (json === true) return printJson({ lawVersion: law.version, items });
  print(`Ley ${law.version}${law.version === baseLaw.version ? ', sin enmiendas' : ''}`);
  const rows = items.map(({ date, kind, name, norm, revokedBy }) => [
    withWeekday(date),
    kind,
    name,
    revokedBy === undefined ? norm : `${norm}; sin efecto por ${revokedBy}`,
  ]);
  for (const line of table(rows, '  ')) print(line);
}

async function addHoliday(environment: Environment, { dryRun, ...options }: Options & { date: string }): Promise<void> {
  const holiday = parsed(HolidayDeclaredV1, options, nameOf);
  await amendLaw(environment, [(law) => declareHoliday(law, holiday)], { norm: holiday.norm, dryRun: dryRun === true });
}

async function revokeOne(environment: Environment, { dryRun, ...options }: Options & { date: string }): Promise<void> {
  const revocation = parsed(HolidayRevokedV1, options, nameOf);
  const { norm } = revocation;
  await amendLaw(environment, [(law) => revokeHoliday(law, revocation)], { norm, dryRun: dryRun === true });
}

async function importHolidays(environment: Environment, file: string, { dryRun }: Options): Promise<void> {
  const holidays = parsed(importFile, readJson(file), (field) => `${file}: ${field}`);
  const norm = [...new Set(holidays.map((holiday) => holiday.norm))].join('; ').slice(0, 160);
  const decisions = holidays.map(
    (holiday) => (law: Parameters<typeof declareHoliday>[0]) => declareHoliday(law, holiday),
  );
  await amendLaw(environment, decisions, { norm, dryRun: dryRun === true });
}

/** The day is an argument, and everything else an option. */
function nameOf(field: string): string {
  return field === 'date' ? '<fecha>' : asOption(field);
}
