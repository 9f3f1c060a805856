import { CopyTermCorrectedV1 } from '@foja/contracts/events/law.ts';
import { copyTermWords } from '@foja/documents/views/due-words.ts';
import { copyDue, type Law, limaDateOf } from '@foja/domain/deadline/index.ts';
import { correctCopyTerm } from '@foja/domain/law/index.ts';
import { Command, Option } from 'commander';
import { dayMonthYear, withWeekday } from '../output/dates.ts';
import { print, printJson } from '../output/print.ts';
import { accepted } from '../refusal.ts';
import { now, operator, type Session, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';
import { parsed } from './fields.ts';

interface Options {
  readonly id?: string;
  readonly days?: string;
  readonly unit?: string;
  readonly from?: string;
  readonly to?: string;
  readonly norm?: string;
  readonly confidence?: string;
  readonly note?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

/** `foja copy-terms list|set`: by when Indecopi gets what it asks for, where its request names no date. */
export function copyTermsCommand(environment: Environment): Command {
  const command = new Command('copy-terms').description(
    'el plazo para entregar a Indecopi lo que pide sin poner fecha, como dato con norma',
  );
  const list = new Command('list')
    .description('las reglas, y la fecha que daría hoy la que rige')
    .option('--json', 'como JSON')
    .action((options: Options) => show(environment, options));
  const set = new Command('set')
    .description('corrige una regla por su nombre, o añade otra; los pedidos ya hechos conservan su fecha')
    .requiredOption('--id <nombre>', 'de la regla, como lo muestra list')
    .option('--days <n>', 'cuántos días')
    .addOption(new Option('--unit <unidad>', 'de qué días').choices(['business', 'calendar']))
    .option('--from <fecha>', 'para lo pedido desde ese día')
    .option('--to <fecha>', 'y hasta ese día')
    .option('--norm <norma>', 'que lo manda')
    .addOption(new Option('--confidence <grado>', 'qué tan segura es').choices(['confirmed', 'secondary', 'uncertain']))
    .option('--note <texto>', 'nota')
    .requiredOption('--reason <texto>', 'por qué se corrige')
    .option('--json', 'como JSON')
    .action((options: Options) => correct(environment, options));
  withExamples(list, 'copy-terms list');
  withExamples(
    set,
    'copy-terms set --id copia-indecopi --days 5 --confidence confirmed --reason "confirmado con Indecopi"',
    'copy-terms set --id decreto-2027 --from 2027-03-01 --days 10 --unit calendar --norm "D. S. 9-2027-PCM" --reason "nuevo decreto"',
  );
  return command.addCommand(list).addCommand(set);
}

async function show(environment: Environment, { json }: Options): Promise<void> {
  printTerms(await withSession(environment, async ({ commands }) => commands.law()), json);
}

function printTerms(law: Law, json: boolean | undefined): void {
  const due = copyDue(law, limaDateOf(now()));
  if (json === true) {
    printJson({ lawVersion: law.version, items: law.copyTerms, today: due });
    return;
  }
  print(`Ley ${law.version}`);
  for (const rule of law.copyTerms) {
    const { id, requestedFrom, requestedTo, note } = rule;
    const until = requestedTo === undefined ? 'hoy' : dayMonthYear(requestedTo);
    print(`  ${id}  ${dayMonthYear(requestedFrom)} a ${until}: ${copyTermWords(rule)}`);
    if (note !== undefined) print(`      ${note}`);
  }
  print(
    due === undefined
      ? 'Para lo que se pida hoy no rige ninguna.'
      : `Lo que se pida hoy sin fecha se entrega hasta el ${withWeekday(due.dueOn)}, por ${due.dueRule.ruleId}.`,
  );
}

async function correct(environment: Environment, { id, json, ...typed }: Options): Promise<void> {
  const correcting = async ({ commands }: Session) => {
    const { copyTerms } = commands.law();
    const standing = copyTerms.find((rule) => rule.id === id) ?? copyTerms[0];
    const { days, unit, from, to, norm, confidence, note, reason } = typed;
    const given = { id, requestedFrom: from, requestedTo: to, norm, confidence, note };
    const term = {
      ...standing,
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      term: { n: days === undefined ? standing?.term.n : Number(days), unit: unit ?? standing?.term.unit },
    };
    const correction = parsed(CopyTermCorrectedV1, { term, reason }, optionOf);
    const result = accepted(await commands.onLaw((law) => correctCopyTerm(law, correction), operator()));
    printTerms(result.state, json);
  };
  await withSession(environment, correcting, { mayBegin: true });
}

/** The option that a field came from. */
function optionOf(field: string): string {
  const names: Readonly<Record<string, string>> = {
    'term.term.n': 'days',
    'term.term.unit': 'unit',
    'term.requestedFrom': 'from',
    'term.requestedTo': 'to',
  };
  return `--${names[field] ?? field.replace(/^term\./, '')}`;
}
