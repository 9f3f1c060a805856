import { foldClaim, type HistoryEntry, readClaim } from '@foja/commands';
import { catalogue, currentVersion } from '@foja/contracts';
import { personalPaths } from '@foja/contracts/personal.ts';
import { type ClaimState, claimComputation } from '@foja/domain/claim/index.ts';
import type { Computation } from '@foja/domain/deadline/index.ts';
import type { RegisterQueries } from '@foja/projections';
import { Command } from 'commander';
import { validate as isUuid } from 'uuid';
import type { z } from 'zod';
import { print, printJson } from '../output/print.ts';
import { withReadModels } from '../read-models.ts';
import { historyLines } from '../replay/lines.ts';
import { withoutPersonal } from '../replay/masking.ts';
import { momentOf, standingAt } from '../replay/moment.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { asPreview } from './deadline.ts';
import { withExamples } from './examples.ts';

const READ_MODELS_MS = 60_000;

interface Options {
  readonly asOf?: string;
  readonly ruc?: string;
  readonly book?: string;
  readonly showPersonal?: boolean;
  readonly json?: boolean;
}

/** `foja replay`: a claim's history, and how it stood at a moment. */
export function replayCommand(environment: Environment): Command {
  const command = new Command('replay')
    .description('la historia de un reclamo y cómo estaba en un momento')
    .argument('<reclamo>', 'identificador, o número de hoja (000000001-2026)')
    .option('--as-of <momento>', 'un instante con zona, o una revisión (0, 1, 2 …)')
    .option('--ruc <ruc>', 'del proveedor, si varios libros tienen ese número')
    .option('--book <código>', 'del libro, si varios tienen ese número')
    .option('--show-personal', 'muestra los datos personales; sin esto van ocultos')
    .option('--json', 'como JSON')
    .action((claim: string, options: Options) => replay(environment, claim, options));
  return withExamples(
    command,
    'replay 000000001-2026',
    'replay 000000001-2026 --as-of 2026-10-12T00:00:00-05:00',
    'replay 3f0e8a52-… --as-of 1 --json',
  );
}

async function replay(environment: Environment, wanted: string, options: Options): Promise<void> {
  const moment = options.asOf === undefined ? undefined : momentOf(options.asOf);
  const isNumber = /^\d{1,9}-\d{4}$/.test(wanted);
  if (!isNumber && !isUuid(wanted)) {
    throw new Stop(`${wanted} no es un identificador de reclamo ni un número como 000000001-2026`, 'wrong-use');
  }
  await withReadModels(environment, async ({ store, commands, projections, caughtUp }) => {
    // A number is found through a read model, which must show it first; an identifier names its stream.
    if (isNumber) await caughtUp(READ_MODELS_MS);
    const claimId = isNumber ? await idOfNumber(projections.queries.register, wanted, options) : wanted.toLowerCase();
    const claim = await readClaim(store, claimId);
    if (claim === undefined) throw new Stop(`no existe el reclamo ${wanted}`, 'refused');
    const then = standingAt(claim.history, moment);
    const state = foldClaim(then)?.state;
    if (state === undefined) throw new Stop(`el reclamo ${wanted} aún no existía en ese momento`, 'refused');
    const computation = claimComputation(commands.lawAt(state.lawVersion), state);
    const history = options.showPersonal === true ? then : then.map(masked);
    if (options.json === true) return printJson(asJson({ claimId, history, state, computation }));
    for (const line of historyLines({ history, state, computation, moment: options.asOf })) print(line);
  });
}

interface Replayed {
  readonly claimId: string;
  readonly history: readonly HistoryEntry[];
  readonly state: ClaimState;
  readonly computation: Computation;
}

/** Texts stand in the events only, where they are masked or not; the state has what the rules need. */
function asJson({ claimId, history, state, computation }: Replayed) {
  const { filed: _filed, response: _response, ...standing } = state;
  const response = history.find(({ event }) => event.type === 'ClaimResponded')?.event.data;
  return {
    claimId,
    events: history.map(({ event, metadata, ...entry }) => ({
      ...entry,
      ...metadata,
      type: event.type,
      data: event.data,
    })),
    state: { ...standing, response },
    deadline: asPreview(computation),
  };
}

function masked(entry: HistoryEntry): HistoryEntry {
  const { event } = entry;
  const versions: Readonly<Record<number, z.ZodType>> = catalogue[event.type];
  const schema = versions[currentVersion(event.type)];
  if (schema === undefined) throw new Error(`no schema of ${event.type}`);
  const data = withoutPersonal(event.data, personalPaths(schema));
  return { ...entry, event: { ...event, data } as HistoryEntry['event'] };
}

/** A sheet number is unique within its book only. */
async function idOfNumber(register: RegisterQueries, wanted: string, { ruc, book }: Options): Promise<string> {
  const found = await register.byNumber({
    sheetNumber: wanted,
    ...(ruc === undefined ? {} : { ruc }),
    ...(book === undefined ? {} : { bookCode: book }),
  });
  const [only, ...others] = found;
  if (only === undefined) throw new Stop(`no existe la hoja ${wanted}`, 'refused');
  if (others.length === 0) return only.claimId;
  const where = found.slice(0, 5).map((claim) => `--ruc ${claim.ruc} --book ${claim.bookCode}`);
  throw new Stop(`${found.length} libros tienen la hoja ${wanted}: agregue ${where.join(', o ')}`, 'wrong-use');
}
