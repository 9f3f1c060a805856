import type { Readable } from 'node:stream';
import { StreamedArchive } from '@foja/casefiles/archive/streamed.ts';
import { folderOf } from '@foja/casefiles/folder/names.ts';
import { EVENT_WORDS, whoWords } from '@foja/casefiles/folder/words.ts';
import type { Claim } from '@foja/commands/commands.ts';
import type { ProofFile } from '@foja/contracts/http/answers/proof.ts';
import { dayAndHour, dayMonthYear } from '@foja/documents/format.ts';
import { asHashed } from '@foja/ledger/sealing/proof-file.ts';
import type { Drawn, SampleItem, SampleQueries } from '@foja/projections';
import { csvLine } from '../csv.ts';
import { factsOf } from './facts.ts';
import type { Amended } from './law-then.ts';
import { readMe } from './read-me.ts';
import { type SampleParameters, sampleAnswer } from './sample.ts';
import { standingAt } from './standing.ts';
import { type TrailEntry, type TrailSources, trailOf } from './trail.ts';

export interface PapersSources extends TrailSources {
  readonly claim: (claimId: string) => Promise<Claim | undefined>;
  readonly samples: Pick<SampleQueries, 'population'>;
  readonly amendments: readonly Amended[];
  /** The log's last checkpoint and its key, where anything is sealed. */
  readonly checkpoint: string | undefined;
  readonly key: string | undefined;
  readonly now: string;
}

/**
 * The working papers of a sample as a ZIP: its list with columns for the auditor, the population it was drawn from, each
 * claim's history, state and computation, and its events as they are stored with their proofs. Boxes of personal data stay
 * closed, so that what an auditor keeps for years does not outlive an erasure.
 *
 * Written as it is read: the next claim is only looked up once the one before is on its way.
 */
export function papers(parameters: SampleParameters, drawn: Drawn, sources: PapersSources): Readable {
  const zip = new StreamedArchive(new Date(sources.now));
  void write(zip, parameters, drawn, sources).catch((error: unknown) => zip.fail(error));
  return zip.stream;
}

async function write(
  zip: StreamedArchive,
  parameters: SampleParameters,
  drawn: Drawn,
  sources: PapersSources,
): Promise<void> {
  const { checkpoint, key, now } = sources;
  const answer = sampleAnswer(parameters, drawn);
  zip.add('LEAME.txt', readMe(answer, { now, sealed: checkpoint !== undefined }));
  zip.add(
    'parametros.json',
    `${JSON.stringify({ ...answer.parameters, method: answer.method, population: answer.population, drawnAt: now, link: answer.links['page'] }, null, 1)}\n`,
  );
  zip.add('muestra.csv', table(LIST, drawn.items.map(listed)));
  if (checkpoint !== undefined) zip.add('checkpoint.txt', checkpoint);
  if (key !== undefined) zip.add('clave.txt', `${key}\n`);
  await zip.addStream('poblacion.csv', population(parameters, sources.samples));
  for (const { claimId } of drawn.items) {
    const files = await claimFiles(claimId, sources);
    const [last, ...others] = files.toReversed();
    for (const { path, content } of others.toReversed()) zip.add(path, content);
    if (last !== undefined) await zip.addStream(last.path, [last.content]);
  }
  await zip.end();
}

interface PaperFile {
  readonly path: string;
  readonly content: string;
}

async function claimFiles(claimId: string, sources: PapersSources): Promise<readonly PaperFile[]> {
  const claim = await sources.claim(claimId);
  if (claim === undefined) throw new Error(`claim ${claimId} is in a sample and not in the ledger`);
  const { state, history } = claim;
  const standing = standingAt(history, { kind: 'now', instant: sources.now, clock: 'recorded' }, sources.amendments);
  if (standing === undefined) throw new Error(`claim ${claimId} has no events`);
  const { computation } = standing.deadline;
  const trail = await trailOf(claimId, computation.norm, sources);
  const folder = folderOf({ ...state.filed, sheetNumber: state.number?.sheetNumber });
  const files: PaperFile[] = [
    {
      path: 'estado.csv',
      content: table(
        ['Qué', 'Al día de los papeles'],
        factsOf(standing).map(({ label, value }) => [label, value]),
      ),
    },
    {
      path: 'computo.csv',
      content: table(
        ['Día', 'Cuenta', 'Por qué'],
        computation.days.map(({ date, counted, n, reason }) => [
          dayMonthYear(date),
          counted ? String(n ?? '') : 'no',
          reason,
        ]),
      ),
    },
    ...trail.flatMap(({ recorded, canonical, proof }) => [
      { path: `actos/acto-${recorded.revision}.json`, content: canonical },
      ...(proof === undefined ? [] : [{ path: `actos/acto-${recorded.revision}.tlog-proof`, content: proof }]),
    ]),
    ...proofFile(trail, sources.key),
    { path: 'historia.csv', content: table(HISTORY, trail.map(historyRow)) },
  ];
  return files.map(({ path, content }) => ({ path: `${folder}/${path}`, content }));
}

/** What `foja verify-bundle` reads: the events and their proofs, boxes closed. None while nothing is sealed. */
function proofFile(trail: readonly TrailEntry[], key: string | undefined): PaperFile[] {
  const sealed = trail.flatMap(({ recorded, proof }) =>
    proof === undefined ? [] : [{ event: asHashed(recorded), proof }],
  );
  const stream = trail[0]?.recorded.stream;
  if (key === undefined || stream === undefined || sealed.length === 0) return [];
  const file: ProofFile = {
    format: 'foja-proof/v1',
    ...{ stream, key, events: sealed, unsealed: trail.length - sealed.length },
  };
  return [{ path: 'prueba.json', content: `${JSON.stringify(file, null, 1)}\n` }];
}

const HISTORY = [
  ...['N.º', 'Ocurrió', 'Se registró', 'Qué', 'Quién', 'Norma', 'Identificador', 'Orden que lo causó', 'Solicitud'],
  ...['Posición', 'SHA-256', 'Hoja del árbol', 'Sello', 'Hallazgo del auditor'],
];

function historyRow({ recorded, norm, sha256, leaf, seal }: TrailEntry): string[] {
  const { revision, metadata, recordedAt, type, id, position } = recorded;
  return [
    ...[String(revision), dayAndHour(metadata.occurredAt), dayAndHour(recordedAt)],
    ...[(EVENT_WORDS as Readonly<Record<string, string>>)[type] ?? type, whoWords(metadata.actor), norm, id],
    ...[metadata.causationId, metadata.correlationId, String(position), sha256, leaf, SEALS[seal], ''],
  ];
}

export const SEALS = {
  sealed: 'sellado',
  'not-yet': 'aún no sellado',
  differs: 'NO COINCIDE con lo sellado',
} as const;

const LIST = [
  ...['Lugar', 'Proveedor (RUC)', 'Libro', 'Hoja', 'Tipo', 'Presentada', 'Vence', 'Cerrada', 'Fuera de plazo'],
  ...['Identificador', 'SHA-256(semilla ‖ identificador)', 'Hallazgo del auditor', 'Conclusión', 'Referencia'],
];

function listed(item: SampleItem, index: number): string[] {
  const { ruc, bookCode, sheetNumber, type, filedOn, dueOn, closedOn, late, claimId, rank } = item;
  return [
    ...[String(index + 1), ruc, bookCode, sheetNumber ?? '', type, filedOn, dueOn, closedOn ?? '', late ? 'sí' : 'no'],
    ...[claimId, rank, '', '', ''],
  ];
}

async function* population(parameters: SampleParameters, samples: Pick<SampleQueries, 'population'>) {
  yield table(['Identificador', 'Proveedor (RUC)', 'Posición en que se presentó'], []);
  let after: string | undefined;
  for (;;) {
    const page = await samples.population({ ...parameters, after, limit: PAGE });
    yield page.map(({ claimId, ruc, filedPosition }) => csvLine([claimId, ruc, filedPosition])).join('');
    if (page.length < PAGE) return;
    after = page.at(-1)?.claimId;
  }
}

const PAGE = 2_000;
/** Spreadsheets take a CSV for UTF-8 by it. */
const MARK = '\ufeff';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [MARK + csvLine(head), ...rows.map(csvLine)].join('');
}
