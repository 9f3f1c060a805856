import { formatKeyChanges, formatVerifierKey } from '@foja/domain/ledger/index.ts';
import { Command } from 'commander';
import { print, printJson } from '../output/print.ts';
import { changeLogKey } from '../sealing/change-key.ts';
import { withSealing } from '../sealing/session.ts';
import { asStop } from '../sealing/words.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';

/** `foja ledger change-key`: another key signs from the next checkpoint on. */
export function changeKeyCommand(environment: Environment): Command {
  const command = new Command('change-key')
    .description('cambia la clave que firma el libro mayor; la anterior y la nueva firman el relevo')
    .option('--out <archivo>', 'dónde se escribe la clave nueva, si la de ahora viene en LEDGER_KEY')
    .option('--json', 'como JSON')
    .addHelpText('after', CHANGE_HELP)
    .action((options: { out?: string; json?: boolean }) => change(environment, options));
  return withExamples(command, 'ledger change-key', 'ledger change-key --out clave-nueva.txt');
}

/** `foja ledger key-changes`: the changes so far, for whoever verifies. */
export function keyChangesCommand(environment: Environment): Command {
  const command = new Command('key-changes')
    .description('los relevos de la clave hasta hoy, para publicarlos junto a ella')
    .option('--json', 'como JSON')
    .action((options: { json?: boolean }) => show(environment, options.json === true));
  return withExamples(command, 'ledger key-changes > relevos.txt');
}

const CHANGE_HELP = `
Detenga antes los servidores que sellan. Sella lo que falte con la clave de ahora, y anota el relevo: una nota con el último punto de
control y las dos claves, firmada por las dos. Lo que firmó la anterior vale para siempre hasta ese punto, y nada después. Luego:
  1. avise a los testigos, que agregan la nueva con otro --log; mientras no lo hagan no cofirman, y se sigue mostrando el último punto de
     control que cofirmaron bastantes;
  2. arranque los servidores (con LEDGER_KEY=<la nueva>, si usan ese ajuste);
  3. publique la clave nueva y los relevos (foja ledger key, foja ledger key-changes);
  4. destruya la clave anterior (DATA_DIR/ledger-key.retired). Quien la tenga podría firmar otro relevo: entonces nadie que solo
     conozca la anterior sabría cuál vale.
Si la clave anterior se filtró, este relevo no basta: quien la tenga pudo firmar otra historia. Guarde un punto de control
cofirmado por testigos de antes, y dígalo.`;

async function change(environment: Environment, { out, json }: { out?: string; json?: boolean }): Promise<void> {
  const changed = await withSealing(environment, (session) => changeLogKey(session, { out })).catch(asStop);
  const key = formatVerifierKey(changed.key.key);
  if (json === true) return printJson({ key, afterSize: changed.size, keyFile: changed.file });
  print(`Clave nueva: ${key}`);
  print(`Firma desde después del hecho ${changed.size}. Está en ${changed.file}`);
  print('Publique la clave y los relevos: foja ledger key; foja ledger key-changes');
}

async function show(environment: Environment, json: boolean): Promise<void> {
  const notes = await withSealing(environment, ({ sealing }) => sealing.table.keyChanges());
  if (json) printJson({ items: notes });
  else process.stdout.write(formatKeyChanges(notes));
}
