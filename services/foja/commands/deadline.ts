import { type Sector, type SheetType, sector, sheetType } from '@foja/contracts';
import {
  baseLaw,
  type Computation,
  computeDeadline,
  type DeadlineFacts,
  dueOn,
  isCivilDate,
  type Law,
  limaDateOf,
  offerSuspension,
  regimeFor,
} from '@foja/domain/deadline/index.ts';
import { Command, Option } from 'commander';
import { inLima, withWeekday } from '../output/dates.ts';
import { print, printJson, table, tell } from '../output/print.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

interface Options {
  readonly filed: string;
  readonly sector: Sector;
  readonly type: SheetType;
  readonly offered?: string;
  readonly answered?: string;
  readonly ledger?: boolean;
  readonly json?: boolean;
}

/**
 * `foja deadline`: the due date and its computation sheet, by the law that Foja ships with, which needs no database, or by
 * the ledger's own.
 */
export function deadlineCommand(environment: Environment): Command {
  const command = new Command('deadline')
    .description('calcula el plazo de respuesta y muestra la hoja de cómputo, con la ley que trae Foja')
    .requiredOption(
      '--filed <fecha>',
      'presentación: fecha (2026-10-05) o instante con zona (2026-10-05T18:42:00-05:00)',
    )
    .addOption(new Option('--sector <sector>', 'sector del proveedor').choices(sector.options).default('general'))
    .addOption(new Option('--type <tipo>', 'lo que se presentó').choices(sheetType.options).default('reclamo'))
    .option('--offered <fecha>', 'día en que se comunicó un ofrecimiento a distancia (art. 6-A)')
    .option('--answered <fecha>', 'día en que el consumidor respondió al ofrecimiento')
    .option('--ledger', 'con la ley de su libro mayor: la que trae Foja y los feriados y regímenes registrados ahí')
    .option(
      '--json',
      'la respuesta como JSON, con la forma de GET /v1/deadlines/preview, que usa la ley del libro mayor',
    )
    .action((options: Options) => show(environment, options));
  return withExamples(
    command,
    'deadline --filed 2026-10-05T18:42:00-05:00 --sector general --type reclamo',
    'deadline --filed 2026-10-05 --offered 2026-10-09 --answered 2026-10-13',
    'deadline --filed 2026-10-05 --sector sbs --json',
    'deadline --filed 2026-10-05 --ledger',
  );
}

async function show(environment: Environment, options: Options): Promise<void> {
  const filedOn = options.filed.includes('T') ? instantIn(options.filed) : dateIn('--filed', options.filed);
  const offer = offerIn(options, filedOn);
  const law = options.ledger === true ? await lawOfLedger(environment) : baseLaw;
  const regime = regimeFor(law, { sector: options.sector, type: options.type, filedOn });
  if (regime === undefined) throw new Stop(`ningún régimen rige el ${withWeekday(filedOn)}`, 'refused');
  const { computation, idle } = computed(law, { regime, filedOn }, offer);
  if (options.json === true) {
    printJson(asPreview(computation));
    if (idle !== undefined) tell(`El ofrecimiento ${idle}`);
    return;
  }
  const remarks = [
    ['Ley', lawWords(law, options.ledger === true)],
    ...(idle === undefined ? [] : [['Ofrecimiento', idle]]),
  ];
  for (const line of computationLines(computation, options.filed, remarks)) print(line);
}

interface Offer {
  readonly offered: string;
  readonly answered: string | undefined;
}

/** Only days in the order in which they can have come. */
function offerIn({ offered: made, answered: told }: Options, filedOn: string): Offer | undefined {
  if (made === undefined) {
    if (told !== undefined) throw new Stop('--answered solo tiene sentido junto con --offered', 'wrong-use');
    return undefined;
  }
  const offered = dateIn('--offered', made);
  const answered = told === undefined ? undefined : dateIn('--answered', told);
  if (offered < filedOn) throw new Stop('--offered: el ofrecimiento no puede ser anterior al reclamo', 'wrong-use');
  if (answered !== undefined && answered < offered) {
    throw new Stop('--answered: la respuesta no puede ser anterior al ofrecimiento', 'wrong-use');
  }
  return { offered, answered };
}

/** With why the offer moves nothing, where it does not. */
function computed(
  law: Law,
  facts: Pick<DeadlineFacts, 'regime' | 'filedOn'>,
  offer: Offer | undefined,
): { readonly computation: Computation; readonly idle?: string } {
  const plain = computeDeadline(law, facts);
  if (offer === undefined) return { computation: plain };
  const { id, offerSuspension: rule } = facts.regime;
  if (rule === undefined) return { computation: plain, idle: `no suspende: no lo prevé el régimen ${id}` };
  if (offer.offered >= plain.dueOn) {
    return { computation: plain, idle: 'no suspende: se comunicó cuando el plazo terminaba o ya había terminado' };
  }
  const suspensions = [offerSuspension(offer.offered, offer.answered)];
  if (dueOn(law, { ...facts, suspensions }) === plain.dueOn) {
    return { computation: plain, idle: 'no suspende: se respondió antes de que pasara un día que cuente' };
  }
  return { computation: computeDeadline(law, { ...facts, suspensions }) };
}

/** Loaded only where it is asked for: the database takes longer than the computation. */
async function lawOfLedger(environment: Environment): Promise<Law> {
  const { withSession } = await import('../session.ts');
  return withSession(environment, async ({ commands }) => commands.law());
}

function lawWords({ version, amendments }: Law, ofLedger: boolean): string {
  if (!ofLedger) return `${version}, la que trae Foja; con lo registrado en su libro mayor: --ledger`;
  const recorded = amendments === 1 ? '1 enmienda registrada' : `${amendments} enmiendas registradas`;
  return `${version}, la de su libro mayor: ${recorded}`;
}

/** The shape of `GET /v1/deadlines/preview`. */
export function asPreview({ regimeId, ...computation }: Computation) {
  const { dueOn, ...rest } = computation;
  return { dueOn, regime: regimeId, ...rest };
}

/** The computation sheet as an auditor prints it. @param remarks more lines of two columns. */
export function computationLines(
  computation: Computation,
  filed: string,
  remarks: readonly (readonly string[])[] = [],
): string[] {
  const { term, days, dueOn, norm, note, confidence, regimeId, lawVersion } = computation;
  const unit = term.unit === 'business' ? 'días hábiles' : 'días calendario';
  const doubt =
    confidence === 'confirmed' ? '' : `, ${confidence === 'secondary' ? 'fuente secundaria' : 'sin confirmar'}`;
  return [
    `Vence el ${withWeekday(dueOn)}`,
    '',
    ...table([
      ['Presentado', filed.includes('T') ? `${inLima(filed)} (hora de Lima)` : withWeekday(filed)],
      ['Plazo', `${term.n} ${unit}`],
      ['Régimen', `${regimeId} (ley ${lawVersion}${doubt})`],
      ['Norma', norm],
      ...(note === undefined ? [] : [['Nota', note]]),
      ...remarks,
    ]),
    '',
    'Hoja de cómputo',
    ...table(
      days.map(({ date, n, reason }) => [withWeekday(date), n === undefined ? '' : String(n).padStart(2), reason]),
      '  ',
    ),
  ];
}

function dateIn(option: string, text: string): string {
  if (!isCivilDate(text)) throw new Stop(`${option}: no existe esa fecha; use AAAA-MM-DD`, 'wrong-use');
  return text;
}

function instantIn(text: string): string {
  try {
    return limaDateOf(text);
  } catch {
    throw new Stop('--filed: use una fecha o un instante con su zona, como 2026-10-05T18:42:00-05:00', 'wrong-use');
  }
}
