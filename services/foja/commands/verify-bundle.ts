import { closeSync, openSync, readSync } from 'node:fs';
import {
  type Checkpoint,
  followKeyChanges,
  type LogTrust,
  parseKeyChanges,
  type VerifierKey,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { checkProofFile, openUnder } from '@foja/ledger/sealing/index.ts';
import { Command } from 'commander';
import { checkCaseFile } from '../bundle/case-file.ts';
import { standingOf } from '../bundle/older.ts';
import { type BundleReport, faultLine } from '../bundle/report.ts';
import { print, printJson, table } from '../output/print.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { fileOf, keyOf } from './verify.ts';

interface Options {
  readonly key: string;
  readonly checkpoint?: string;
  readonly tiles?: string;
  readonly keyChanges?: string;
  readonly json?: boolean;
}

/** `foja verify-bundle`: a proof file or a whole case file, without server, database or network. */
export function verifyBundleCommand(_environment: Environment): Command {
  const command = new Command('verify-bundle')
    .description('comprueba un archivo de prueba o un expediente completo, sin servidor, base de datos ni red')
    .argument('<archivo>', 'la prueba de un consumidor (.json) o un expediente de Indecopi (.zip)')
    .requiredOption('--key <clave>', 'la clave pública del libro mayor, obtenida por otra vía')
    .option('--checkpoint <archivo>', 'un punto de control que usted guardó')
    .option('--tiles <carpeta>', 'teselas del libro mayor que usted descargó, para un punto de control de otro tamaño')
    .option('--key-changes <archivo>', 'los relevos de la clave que publica el libro mayor, si cambió de clave')
    .option('--json', 'como JSON')
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => verifyBundle(file, options));
  return withExamples(
    command,
    'verify-bundle prueba-000000001-2026.json --key "$(cat clave.txt)"',
    'verify-bundle expediente.zip --key "$(cat clave.txt)" --checkpoint punto-de-control.txt',
    'verify-bundle expediente.zip --key "$(cat clave.txt)" --checkpoint punto-de-control.txt --tiles teselas',
  );
}

const HELP = `
La clave que viene dentro del archivo no vale como prueba: cualquiera puede poner la suya. Sale con 1 si algo no cuadra.
Con --checkpoint comprueba que el libro mayor no tuvo dos historias: la que usted guardó y la del archivo. Si son de distinto
tamaño hacen falta unas pocas teselas, que son públicas y no dicen nada de nadie; la orden dice cuáles y cómo descargarlas, una
sola vez. No hay que creerles: si una es falsa, no lleva a la raíz firmada.
Si el libro mayor cambió de clave después o antes de la que usted tiene, lo que firmó la otra no vale con esa sola: con
--key-changes (lo que imprime foja ledger key-changes) vale, porque cada relevo está firmado por las dos. Un expediente trae los suyos.`;

async function verifyBundle(path: string, { key: given, checkpoint, tiles, keyChanges, json }: Options): Promise<void> {
  const key = trustOf(keyOf(given), keyChanges);
  const report = isZip(path) ? await zipReport(path, key) : proofReport(fileOf('archivo', path), key);
  if (checkpoint !== undefined) await against(report, { note: fileOf('--checkpoint', checkpoint), key, tiles });
  if (json === true) printJson({ ok: report.faults.length === 0, ...report, checkpoint: shown(report) });
  else show(report, tiles ?? 'teselas');
  const [first] = report.faults;
  if (first === undefined) return;
  const hint = first.what === 'signature' && keyChanges === undefined ? `. ${OTHER_KEY}` : '';
  throw new Stop(`no cuadra: ${faultLine(first)}${hint}`, 'refused');
}

const OTHER_KEY = 'Si el libro mayor cambió de clave, dé también --key-changes';

/** The key, and those before and after it that it leads to. @throws Stop where a change does not hold. */
function trustOf(key: VerifierKey, file: string | undefined): LogTrust {
  if (file === undefined) return key;
  const { keys, refused } = followKeyChanges(primitives, key, parseKeyChanges(fileOf('--key-changes', file)));
  const [first] = refused;
  if (first !== undefined)
    throw new Stop(
      `--key-changes: el relevo ${first + 1} no lleva de esa clave a otra, o no lo firman las dos`,
      'refused',
    );
  return keys;
}

async function zipReport(path: string, key: LogTrust): Promise<BundleReport> {
  try {
    return await checkCaseFile(path, key);
  } catch (cause) {
    throw new Stop(`${path}: no es un ZIP completo`, 'refused', cause);
  }
}

function proofReport(text: string, key: LogTrust): BundleReport {
  const checked = checkProofFile(text, key);
  const counts = { claims: 0, events: 0, unproved: 0, disclosed: 0, absent: 0, files: 0 };
  if (!checked.ok) {
    const { fault, revision } = checked;
    return { kind: 'proof', ...counts, faults: [{ what: fault, ...(revision === undefined ? {} : { revision }) }] };
  }
  const { file, checkpoint, disclosed } = checked;
  const { events, unsealed } = file;
  return {
    kind: 'proof',
    faults: [],
    ...counts,
    claims: 1,
    events: events.length,
    unproved: unsealed,
    disclosed,
    checkpoint,
  };
}

/** Holds the file's checkpoint against one that was kept elsewhere, older or younger. */
async function against(
  report: BundleReport,
  { note, key, tiles }: { readonly note: string; readonly key: LogTrust; readonly tiles: string | undefined },
): Promise<void> {
  const { faults, checkpoint } = report;
  const older = openUnder(key, note);
  if (!older.ok) throw new Stop('--checkpoint: no está firmado con esa clave', 'refused');
  if (checkpoint === undefined) return void faults.push({ what: 'older-unknown' });
  const standing = await standingOf(older.checkpoint, checkpoint, tiles);
  if (standing.kind === 'two-histories') faults.push({ what: 'older' });
  if (standing.kind !== 'needs-tiles') return;
  faults.push({ what: 'older-unknown' });
  report.missingTiles = standing.paths;
}

/** A log's origin is the address that it is served at, without its scheme; where it has none, people know where it is. */
function howToGet(paths: readonly string[], { origin }: Checkpoint, folder: string): string[] {
  const at = origin.startsWith('foja.local/') ? 'https://DIRECCIÓN-DEL-LIBRO/ledger' : `https://${origin}`;
  return [
    'Descárguelas una vez, y repita la orden con --tiles:',
    ...paths.map((path) => `  curl -fsS --create-dirs -o ${folder}/${path} ${at}/${path}`),
  ];
}

function shown({ checkpoint }: BundleReport) {
  if (checkpoint === undefined) return undefined;
  const { origin, size, root } = checkpoint;
  return { origin, size, root: Buffer.from(root).toString('base64') };
}

function show(report: BundleReport, folder: string): void {
  const { kind, claims, events, unproved, disclosed, absent, files, checkpoint, faults } = report;
  const rows: string[][] = [
    ['Hojas', String(claims)],
    ['Hechos', `${events}; sin prueba todavía: ${unproved}`],
    ['Textos personales comprobados', String(disclosed)],
    ...(kind === 'case-file' ? [['Archivos del manifiesto', `${files}; adjuntos que faltan: ${absent}`]] : []),
    ...(checkpoint === undefined ? [] : [['Libro mayor', `${checkpoint.origin}, hasta el hecho ${checkpoint.size}`]]),
  ];
  for (const line of table(rows)) print(line);
  print(faults.length === 0 ? 'Todo cuadra.' : `NO CUADRA: ${faults.length}`);
  for (const fault of faults.slice(0, 10)) print(`  ${faultLine(fault)}`);
  if (report.missingTiles === undefined || checkpoint === undefined) return;
  for (const line of howToGet(report.missingTiles, checkpoint, folder)) print(line);
}

function isZip(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    const start = Buffer.alloc(2);
    readSync(file, start, 0, 2, 0);
    closeSync(file);
    return start.toString('latin1') === 'PK';
  } catch (cause) {
    throw new Stop(`no se puede leer ${path}`, 'wrong-use', cause);
  }
}
