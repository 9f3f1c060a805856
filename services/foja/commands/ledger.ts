import { formatVerifierKey } from '@foja/domain/ledger/index.ts';
import { SealRefused } from '@foja/ledger/sealing/index.ts';
import { Command } from 'commander';
import { print, printJson } from '../output/print.ts';
import { ledgerKey } from '../sealing/key.ts';
import { withSealing } from '../sealing/session.ts';
import { sealRefused } from '../sealing/words.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

/** `foja ledger key|checkpoint`: what others need for verifying the sealed log. */
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
  withExamples(key, 'ledger key', 'ledger key --json');
  withExamples(checkpoint, 'ledger checkpoint > punto-de-control.txt');
  return command.addCommand(key).addCommand(checkpoint);
}

const KEY_HELP = `
Publíquela donde este servidor no pueda cambiarla: quien comprueba con la clave que le da el mismo servidor solo aprende que el
servidor está de acuerdo consigo mismo. La clave secreta está en DATA_DIR/ledger-key, o en LEDGER_KEY.`;

async function showKey(environment: Environment, json: boolean): Promise<void> {
  const { key } = await withSealing(environment, ({ settings, sealing }) => ledgerKey(settings, sealing.table)).catch(
    inSpanish,
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

function inSpanish(error: unknown): never {
  throw error instanceof SealRefused ? sealRefused(error) : error;
}
