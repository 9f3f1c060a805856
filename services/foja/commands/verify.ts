import { readFileSync } from 'node:fs';
import { parseVerifierKey, type VerifierKey } from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { Command } from 'commander';
import { print, printJson, table, tell } from '../output/print.ts';
import { withSealing } from '../sealing/session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { type Verified, verifyLedger } from '../verify/verify.ts';
import { filesLine, findingLine } from '../verify/words.ts';
import { withExamples } from './examples.ts';

interface Options {
  readonly key?: string;
  readonly checkpoint?: string;
  readonly json?: boolean;
}

/** `foja verify`: reads the whole ledger again and names the first thing that is not as it was sealed. */
export function verifyCommand(environment: Environment): Command {
  const command = new Command('verify')
    .description('vuelve a leer todo el libro mayor y comprueba que nadie lo cambió')
    .option('--key <clave>', 'la clave pública, si la guardó usted fuera de este equipo')
    .option('--checkpoint <archivo>', 'un punto de control anterior, guardado fuera de este equipo')
    .option('--json', 'como JSON')
    .addHelpText('after', HELP)
    .action((options: Options) => verify(environment, options));
  return withExamples(
    command,
    'verify',
    'verify --key "$(cat clave.txt)" --checkpoint punto-de-control.txt',
    'verify --json',
  );
}

const HELP = `
Comprueba: cada hecho contra la huella que se selló en su lugar; las huellas contra cada punto de control y su firma; que las
revisiones y la numeración de las hojas no tengan saltos; los vencimientos, los ofrecimientos y los plazos de las copias que pide
Indecopi, calculados de nuevo con la ley que regía; los datos personales contra su compromiso, donde la clave existe, y que el
libro mayor diga cada borrado; los bytes de los archivos contra su huella (los que alguien solo citó por su huella, sin
entregarlos aquí, se cuentan aparte); las firmas de testigos y los sellos de tiempo guardados, cada uno contra su punto de
control. De quién es el certificado de un sello de tiempo lo dice openssl (foja ledger timestamps).
Sin --key ni --checkpoint se cree a la clave y al punto de control de este mismo equipo: quien lo controle por completo pudo
cambiar ambos. Sale con 1 si algo no cuadra.`;

async function verify(environment: Environment, { key, checkpoint, json }: Options): Promise<void> {
  const trusted = key === undefined ? undefined : keyOf(key);
  const older = checkpoint === undefined ? undefined : fileOf('--checkpoint', checkpoint);
  let toldAt = performance.now();
  const done = await withSealing(environment, ({ settings, sealing, ...ledger }) =>
    verifyLedger({
      ...{ settings, sealing, ledger },
      ...(trusted === undefined ? {} : { key: trusted }),
      ...(older === undefined ? {} : { older }),
      progress(step, events, of) {
        if (performance.now() - toldAt < 1_000) return;
        toldAt = performance.now();
        tell(`${STEPS[step]}: ${events} de ${of} hechos`);
      },
    }),
  );
  if (json === true) printJson(asJson(done));
  else report(done);
  const [first] = done.findings.first;
  if (first !== undefined) throw new Stop(`no cuadra: ${findingLine(first)}`, 'refused');
}

/** Sealing takes a second; after a start, some more. */
const UNSEALED_MOST_SECONDS = 60;

const STEPS = { log: 'sello', streams: 'expedientes' } as const;

function asJson({ findings, ...done }: Verified) {
  return {
    ok: findings.count === 0,
    first: findings.first[0],
    found: findings.count,
    findings: findings.first,
    ...done,
  };
}

function report({
  findings,
  events,
  sealedEvents,
  unsealed,
  unsealedSeconds,
  outside,
  streams,
  boxes,
  erased,
  locked,
  files,
  namedOnly,
  durationMs,
}: Verified): void {
  const perSecond = Math.round((events / Math.max(durationMs, 1)) * 1000);
  for (const line of table([
    ['Hechos leídos', `${events} (${perSecond} por segundo), en ${streams} expedientes`],
    ['Sellados', `${sealedEvents}; por sellar: ${unsealed}`],
    ['Datos personales', `${boxes} cajas abiertas y comprobadas; ${erased} borradas; ${locked} sin su clave a la mano`],
    ['Archivos', filesLine({ files, namedOnly })],
    ...outside.witnesses.map(({ name, checkpoints, lastSize }) => [
      'Testigo',
      `${name}: ${checkpoints} firmas; la última, hasta el hecho ${lastSize}`,
    ]),
    ...outside.authorities.map(({ name, checkpoints, lastSize, certificate }) => [
      'Sello de tiempo',
      `${name}: ${checkpoints}; el último, hasta el hecho ${lastSize}; certificado SHA-256 ${certificate}`,
    ]),
  ]))
    print(line);
  if (unsealedSeconds > UNSEALED_MOST_SECONDS)
    print(
      `AVISO: hay hechos sin sellar desde hace ${unsealedSeconds} s. Mientras no se sellen, un cambio en ellos no se nota.`,
    );
  const { first, count } = findings;
  if (count === 0) print('Todo cuadra.');
  else print(`\nNO CUADRA: ${count} ${count === 1 ? 'diferencia' : 'diferencias'}`);
  for (const finding of first.slice(0, 10)) print(`  ${findingLine(finding)}`);
  if (count > 10) print(`  … y ${count - 10} más (--json muestra hasta 100)`);
}

export function keyOf(text: string): VerifierKey {
  const key = parseVerifierKey(primitives.sha256, text.trim());
  if (key?.type !== 'ed25519')
    throw new Stop('--key: no es una clave como la que imprime foja ledger key', 'wrong-use');
  return key;
}

export function fileOf(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Stop(`${option}: no se puede leer ${path}`, 'wrong-use', cause);
  }
}
