import { type Sector, type SheetType, sector, sheetType } from '@foja/contracts';
import {
  baseLaw,
  type Computation,
  computeDeadline,
  isCivilDate,
  limaDateOf,
  offerSuspension,
  regimeFor,
} from '@foja/domain/deadline/index.ts';
import { Command, Option } from 'commander';
import { inLima, withWeekday } from '../output/dates.ts';
import { print, printJson, table } from '../output/print.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

interface Options {
  readonly filed: string;
  readonly sector: Sector;
  readonly type: SheetType;
  readonly offered?: string;
  readonly answered?: string;
  readonly json?: boolean;
}

/** `foja deadline`: the due date and its computation sheet, by the law that Foja ships with. Needs no database. */
export function deadlineCommand(): Command {
  const command = new Command('deadline')
    .description('calcula el plazo de respuesta y muestra la hoja de cómputo')
    .requiredOption(
      '--filed <fecha>',
      'presentación: fecha (2026-10-05) o instante con zona (2026-10-05T18:42:00-05:00)',
    )
    .addOption(new Option('--sector <sector>', 'sector del proveedor').choices(sector.options).default('general'))
    .addOption(new Option('--type <tipo>', 'lo que se presentó').choices(sheetType.options).default('reclamo'))
    .option('--offered <fecha>', 'día en que se comunicó un ofrecimiento a distancia (art. 6-A)')
    .option('--answered <fecha>', 'día en que el consumidor respondió al ofrecimiento')
    .option('--json', 'la respuesta como JSON, igual que GET /v1/deadlines/preview')
    .action((options: Options) => show(options));
  return withExamples(
    command,
    'deadline --filed 2026-10-05T18:42:00-05:00 --sector general --type reclamo',
    'deadline --filed 2026-10-05 --offered 2026-10-09 --answered 2026-10-13',
    'deadline --filed 2026-10-05 --sector sbs --json',
  );
}

function show(options: Options): void {
  const filedOn = options.filed.includes('T') ? instantIn(options.filed) : dateIn('--filed', options.filed);
  const regime = regimeFor(baseLaw, { sector: options.sector, type: options.type, filedOn });
  if (regime === undefined) throw new Stop(`ningún régimen rige el ${withWeekday(filedOn)}`, 'refused');
  if (options.answered !== undefined && options.offered === undefined) {
    throw new Stop('--answered solo tiene sentido junto con --offered', 'wrong-use');
  }
  const offered = options.offered === undefined ? undefined : dateIn('--offered', options.offered);
  const answered = options.answered === undefined ? undefined : dateIn('--answered', options.answered);
  const suspensions = offered === undefined ? [] : [offerSuspension(offered, answered)];
  const computation = computeDeadline(baseLaw, { regime, filedOn, suspensions });
  if (options.json === true) printJson(asPreview(computation));
  else for (const line of computationLines(computation, options.filed)) print(line);
}

/** The shape of `GET /v1/deadlines/preview`. */
export function asPreview({ regimeId, ...computation }: Computation) {
  const { dueOn, ...rest } = computation;
  return { dueOn, regime: regimeId, ...rest };
}

/** The computation sheet as an auditor prints it. */
export function computationLines(computation: Computation, filed: string): string[] {
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
