import { closeSync, openSync, readSync } from 'node:fs';
import { sameBytes, type VerifierKey } from '@foja/domain/ledger/index.ts';
import { checkProofFile, openUnder } from '@foja/ledger/sealing/index.ts';
import { Command } from 'commander';
import { checkCaseFile } from '../bundle/case-file.ts';
import { type BundleReport, faultLine } from '../bundle/report.ts';
import { print, printJson, table } from '../output/print.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { fileOf, keyOf } from './verify.ts';

interface Options {
  readonly key: string;
  readonly checkpoint?: string;
  readonly json?: boolean;
}

/** `foja verify-bundle`: a proof file or a whole case file, without server, database or network. */
export function verifyBundleCommand(_environment: Environment): Command {
  const command = new Command('verify-bundle')
    .description('comprueba un archivo de prueba o un expediente completo, sin servidor, base de datos ni red')
    .argument('<archivo>', 'la prueba de un consumidor (.json) o un expediente de Indecopi (.zip)')
    .requiredOption('--key <clave>', 'la clave pública del libro mayor, obtenida por otra vía')
    .option('--checkpoint <archivo>', 'un punto de control que usted guardó')
    .option('--json', 'como JSON')
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => verifyBundle(file, options));
  return withExamples(
    command,
    'verify-bundle prueba-000000001-2026.json --key "$(cat clave.txt)"',
    'verify-bundle expediente.zip --key "$(cat clave.txt)" --checkpoint punto-de-control.txt',
  );
}

const HELP = `
La clave que viene dentro del archivo no vale como prueba: cualquiera puede poner la suya. Sale con 1 si algo no cuadra.`;

async function verifyBundle(path: string, { key: given, checkpoint, json }: Options): Promise<void> {
  const key = keyOf(given);
  const report = isZip(path) ? await zipReport(path, key) : proofReport(fileOf('archivo', path), key);
  if (checkpoint !== undefined) against(report, fileOf('--checkpoint', checkpoint), key);
  if (json === true) printJson({ ok: report.faults.length === 0, ...report, checkpoint: shown(report) });
  else show(report);
  const [first] = report.faults;
  if (first !== undefined) throw new Stop(`no cuadra: ${faultLine(first)}`, 'refused');
}

async function zipReport(path: string, key: VerifierKey): Promise<BundleReport> {
  try {
    return await checkCaseFile(path, key);
  } catch (cause) {
    throw new Stop(`${path}: no es un ZIP completo`, 'refused', cause);
  }
}

function proofReport(text: string, key: VerifierKey): BundleReport {
  const checked = checkProofFile(text, key);
  const counts = { claims: 0, events: 0, unproved: 0, disclosed: 0, files: 0 };
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

/** Two checkpoints of one size are of one history only where they have one root; of other sizes, only tiles can tell. */
function against({ faults, checkpoint }: BundleReport, note: string, key: VerifierKey): void {
  const older = openUnder(key, note);
  if (!older.ok) throw new Stop('--checkpoint: no está firmado con esa clave', 'refused');
  if (checkpoint === undefined || older.checkpoint.size !== checkpoint.size) faults.push({ what: 'older-unknown' });
  else if (!sameBytes(older.checkpoint.root, checkpoint.root)) faults.push({ what: 'older' });
}

function shown({ checkpoint }: BundleReport) {
  if (checkpoint === undefined) return undefined;
  const { origin, size, root } = checkpoint;
  return { origin, size, root: Buffer.from(root).toString('base64') };
}

function show(report: BundleReport): void {
  const { kind, claims, events, unproved, disclosed, files, checkpoint, faults } = report;
  const rows: string[][] = [
    ['Hojas', String(claims)],
    ['Hechos', `${events}; sin prueba todavía: ${unproved}`],
    ['Textos personales comprobados', String(disclosed)],
    ...(kind === 'case-file' ? [['Archivos del manifiesto', String(files)]] : []),
    ...(checkpoint === undefined ? [] : [['Libro mayor', `${checkpoint.origin}, hasta el hecho ${checkpoint.size}`]]),
  ];
  for (const line of table(rows)) print(line);
  print(faults.length === 0 ? 'Todo cuadra.' : `NO CUADRA: ${faults.length}`);
  for (const fault of faults.slice(0, 10)) print(`  ${faultLine(fault)}`);
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
