import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatVerifierKey } from '@foja/domain/ledger/index.ts';
import { Command } from 'commander';
import { print, printJson } from '../output/print.ts';
import { ledgerKey } from '../sealing/key.ts';
import { withSealing } from '../sealing/session.ts';
import { asStop } from '../sealing/words.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { changeKeyCommand, keyChangesCommand } from './ledger-key.ts';

/** `foja ledger key|checkpoint|timestamps|change-key|key-changes`: what others need for verifying the sealed log. */
export function ledgerCommand(environment: Environment): Command {
  const command = new Command('ledger').description('el libro mayor sellado: su clave pública y su punto de control');
  const key = new Command('key')
    .description('la clave pública con que cualquiera comprueba lo sellado')
    .option('--json', 'como JSON')
    .addHelpText('after', KEY_HELP)
    .action((options: { json?: boolean }) => showKey(environment, options.json === true));
  const checkpoint = new Command('checkpoint')
    .description('el último punto de control firmado; guárdelo fuera de este equipo')
    .option('--json', 'como JSON')
    .action((options: { json?: boolean }) => showCheckpoint(environment, options.json === true));
  const timestamps = new Command('timestamps')
    .description('saca los sellos de tiempo (RFC 3161), cada uno con el punto de control del que trata')
    .argument('<carpeta>', 'donde se escriben')
    .option('--json', 'como JSON')
    .addHelpText('after', TIMESTAMPS_HELP)
    .action((folder: string, options: { json?: boolean }) => takeOut(environment, folder, options.json === true));
  withExamples(timestamps, 'ledger timestamps ./sellos');
  withExamples(key, 'ledger key', 'ledger key --json');
  withExamples(checkpoint, 'ledger checkpoint > punto-de-control.txt');
  return command
    .addCommand(key)
    .addCommand(checkpoint)
    .addCommand(timestamps)
    .addCommand(changeKeyCommand(environment))
    .addCommand(keyChangesCommand(environment));
}

const TIMESTAMPS_HELP = `
Por cada sello escribe N.nota.txt y N.tsr. Para comprobar uno con el certificado de quien usted cree:
  openssl ts -verify -data N.nota.txt -in N.tsr -CAfile autoridad.pem`;

const KEY_HELP = `
Publíquela donde este servidor no pueda cambiarla: quien comprueba con la clave que le da el mismo servidor solo aprende que el
servidor está de acuerdo consigo mismo. La clave secreta está en DATA_DIR/ledger-key, o en LEDGER_KEY.`;

async function showKey(environment: Environment, json: boolean): Promise<void> {
  const { key } = await withSealing(environment, ({ settings, sealing }) => ledgerKey(settings, sealing.table)).catch(
    asStop,
  );
  const verifier = formatVerifierKey(key);
  if (json) printJson({ origin: key.name, key: verifier });
  else print(verifier);
}

async function showCheckpoint(environment: Environment, json: boolean): Promise<void> {
  const served = await withSealing(environment, ({ sealing }) => sealing.log.checkpoint());
  if (served === undefined) throw new Stop('todavía no hay nada sellado', 'refused');
  const { size, sealedAt, cosigned } = served;
  if (json) printJson({ size, sealedAt, checkpoint: cosigned });
  else process.stdout.write(cosigned);
}

async function takeOut(environment: Environment, folder: string, json: boolean): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const sizes = await withSealing(environment, async ({ sealing: { table } }) => {
    const written: number[] = [];
    for (let after = 0; ; ) {
      const page = await table.timestamps({ after, max: PAGE });
      for (const { size, note, token } of page) {
        writeFileSync(join(folder, `${size}.nota.txt`), note);
        writeFileSync(join(folder, `${size}.tsr`), token);
        written.push(size);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return written;
      after = last.size;
    }
  });
  if (json) printJson({ folder, sizes });
  else print(`Sellos de tiempo escritos en ${folder}: ${sizes.length}`);
}

const PAGE = 500;
