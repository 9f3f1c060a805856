import { type HistoryEntry, readClaim } from '@foja/commands';
import { foldClaim } from '@foja/commands/claim-reader.ts';
import { catalogue } from '@foja/contracts';
import { personalPaths } from '@foja/contracts/personal.ts';
import { claimComputation } from '@foja/domain/claim/index.ts';
import { Command } from 'commander';
import { validate as isUuid } from 'uuid';
import { print, printJson } from '../output/print.ts';
import { withReadModels } from '../read-models.ts';
import { historyLines } from '../replay/lines.ts';
import { withoutPersonal } from '../replay/masking.ts';
import { momentOf, standingAt } from '../replay/moment.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { asPreview } from './deadline.ts';
import { withExamples } from './examples.ts';

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
  await withReadModels(environment, async (session) => {
    const claimId = isUuid(wanted) ? wanted : await idOfNumber(session.projections.queries.register, wanted, options);
    const claim = await readClaim(session.store, claimId);
    if (claim === undefined) throw new Stop(`no existe el reclamo ${wanted}`, 'refused');
    const history = standingAt(claim.history, moment);
    const standing = foldClaim(history);
    if (standing === undefined) throw new Stop(`el reclamo ${wanted} aún no existía en ese momento`, 'refused');
    const shown = options.showPersonal === true ? history : history.map(masked);
    const computation = claimComputation(session.commands.lawAt(standing.state.lawVersion), standing.state);
    if (options.json !== true) {
      for (const line of historyLines({ history: shown, state: standing.state, computation, moment: options.asOf }))
        print(line);
      return;
    }
    const { filed: _, ...state } = standing.state;
    const events = shown.map(({ event, revision, position, version, id, recordedAt, metadata }) => ({
      revision,
      position,
      id,
      type: event.type,
      version,
      occurredAt: metadata.occurredAt,
      recordedAt,
      actor: metadata.actor,
      causationId: metadata.causationId,
      correlationId: metadata.correlationId,
      data: event.data,
    }));
    printJson({ claimId, events, state: masked1(state), deadline: asPreview(computation) });

    function masked1<S extends { response: unknown }>(value: S): S {
      const response = shown.find(({ event }) => event.type === 'ClaimResponded')?.event.data;
      return { ...value, response };
    }
  });
}

function masked(entry: HistoryEntry): HistoryEntry {
  const versions: Record<number, (typeof catalogue)[keyof typeof catalogue][1]> = catalogue[entry.event.type];
  const schema = versions[entry.version];
  const paths = schema === undefined ? [] : personalPaths(schema);
  return {
    ...entry,
    event: { ...entry.event, data: withoutPersonal(entry.event.data, paths) } as HistoryEntry['event'],
  };
}

/** A sheet number is unique within its book only. */
async function idOfNumber(
  register: {
    byNumber(of: {
      sheetNumber: string;
      ruc?: string;
      bookCode?: string;
    }): Promise<readonly { claimId: string; ruc: string; bookCode: string; sheetNumber: string | null }[]>;
  },
  wanted: string,
  { ruc, book }: Options,
): Promise<string> {
  if (!/^\d{1,9}-\d{4}$/.test(wanted)) {
    throw new Stop(`${wanted} no es un identificador de reclamo ni un número como 000000001-2026`, 'wrong-use');
  }
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
