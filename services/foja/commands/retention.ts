import { correctRetention, readRetention } from '@foja/commands/retention.ts';
import { retentionRule } from '@foja/contracts/events/keeping.ts';
import { line } from '@foja/contracts/text.ts';
import { type RetentionRule, shippedRetention } from '@foja/domain/claim/index.ts';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { eraseDue } from '../background/retention.ts';
import { withErasure } from '../erasure/parts.ts';
import { carryOutFormerStaff, eraseFormerStaff } from '../erasure/staff.ts';
import { carryOutUnfinished } from '../erasure/unfinished.ts';
import { dayMonthYear } from '../output/dates.ts';
import { print, printJson, table } from '../output/print.ts';
import { now, operator, type Session, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';
import { asOption, parsed } from './fields.ts';

interface Options {
  readonly id?: string;
  readonly from?: string;
  readonly years?: string;
  readonly filedFrom?: string;
  readonly filedTo?: string;
  readonly norm?: string;
  readonly confidence?: string;
  readonly note?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

/** `foja retention list|set|run`: how long personal data are kept, and the erasing of what need not be kept. */
export function retentionCommand(environment: Environment): Command {
  const command = new Command('retention').description(
    'cuánto se conservan los datos personales; vale el plazo más largo',
  );
  const list = new Command('list')
    .description('los plazos de conservación, con su norma')
    .option('--json', 'como JSON')
    .action((options: Options) => show(environment, options));
  const set = new Command('set')
    .description('corrige un plazo por su nombre, o añade otro; queda en el libro mayor')
    .requiredOption('--id <nombre>', 'del plazo, como lo muestra list')
    .addOption(new Option('--from <desde>', 'desde cuándo corre').choices(['registration', 'conclusion', 'unanswered']))
    .option('--years <n>', 'cuántos años')
    .option('--filed-from <fecha>', 'para reclamos presentados desde ese día')
    .option('--filed-to <fecha>', 'y hasta ese día')
    .option('--norm <norma>', 'que lo manda')
    .addOption(new Option('--confidence <grado>', 'qué tan segura es').choices(['confirmed', 'secondary', 'uncertain']))
    .option('--note <texto>', 'nota')
    .requiredOption('--reason <texto>', 'por qué se corrige')
    .action((options: Options) => correct(environment, options));
  const run = new Command('run')
    .description('borra ahora lo que ya no hay que conservar; el servidor lo hace cada noche a las 3')
    .option('--json', 'como JSON')
    .action((options: Options) => runNow(environment, options));
  withExamples(list, 'retention list');
  withExamples(
    set,
    'retention set --id libro-registration --years 3 --norm "D. S. 999-2026-PCM" --reason "nuevo decreto"',
  );
  withExamples(run, 'retention run');
  return command.addCommand(list).addCommand(set).addCommand(run);
}

async function show(environment: Environment, { json }: Options): Promise<void> {
  const rules = await withSession(environment, ({ store }) => readRetention(store));
  if (json === true) return printJson({ items: rules });
  printRules(rules);
}

function printRules(rules: readonly RetentionRule[]): void {
  const rows = rules.map(({ id, from, years, filedFrom, filedTo, norm, confidence }) => [
    id,
    `${years} años desde ${BEGINNINGS[from]}`,
    `${dayMonthYear(filedFrom)} a ${filedTo === undefined ? 'hoy' : dayMonthYear(filedTo)}`,
    confidence,
    norm,
  ]);
  for (const row of table([['PLAZO', 'CUÁNTO', 'PRESENTADOS', 'CONFIANZA', 'NORMA'], ...rows])) print(row);
}

const BEGINNINGS: Readonly<Record<RetentionRule['from'], string>> = {
  registration: 'el registro',
  conclusion: 'la respuesta o el acuerdo',
  unanswered: 'que venció sin respuesta',
};

const reasoned = z.strictObject({ reason: line({ max: 300 }) });

async function correct(environment: Environment, { reason, json, years, ...typed }: Options): Promise<void> {
  const why = parsed(reasoned, { reason }, asOption);
  const correcting = async ({ store }: Session) => {
    const standing = (await readRetention(store)).find(({ id }) => id === typed.id) ?? shippedRetention[0];
    const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
    const whole = { ...standing, ...given, ...(years === undefined ? {} : { years: Number(years) }) };
    const rule = parsed(retentionRule, whole, asOption);
    const rules = await correctRetention(store, { rule, ...why }, { by: operator(), now: now() });
    if (json === true) return printJson({ items: rules });
    printRules(rules);
  };
  await withSession(environment, correcting, { mayBegin: true });
}

async function runNow(environment: Environment, { json }: Options): Promise<void> {
  await withErasure(environment, async (parts, { projections, caughtUp }) => {
    const { signal } = new AbortController();
    const erased = await eraseDue({ ...parts, register: projections.queries.register, signal });
    await caughtUp(60_000);
    await eraseFormerStaff(parts);
    const staff = await carryOutFormerStaff(parts);
    const done = await carryOutUnfinished(parts);
    if (json === true) return printJson({ erased, staff, ...done });
    print(`Reclamos borrados ahora: ${erased}; llevados a término: ${done.claims}`);
    print(`Personas que dejaron un equipo y de las que se borró nombre y correo: ${staff}`);
  });
}
