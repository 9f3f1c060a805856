import { resolve } from 'node:path';
import { BackupSpoilt } from '@foja/ledger/postgres/embedded/base-backup.ts';
import { Command } from 'commander';
import { backUp } from '../backup/back-up.ts';
import { print, printJson, tell } from '../output/print.ts';
import { withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

interface Options {
  readonly withMasterKey?: boolean;
  readonly json?: boolean;
}

/** `foja backup`: a copy of DATA_DIR, made while the server goes on. */
export function backupCommand(environment: Environment): Command {
  const command = new Command('backup')
    .description('copia la carpeta de datos mientras el servidor sigue atendiendo')
    .argument('<carpeta>', 'donde queda la copia: nueva, o vacía')
    .option('--with-master-key', 'también la llave maestra; quien tenga la copia podrá leer los datos personales')
    .option('--json', 'como JSON')
    .addHelpText('after', HELP)
    .action((folder: string, options: Options) => backup(environment, resolve(folder), options));
  return withExamples(command, 'backup /copias/2026-11-22', 'backup /copias/2026-11-22 --json');
}

const HELP = `
La copia es una carpeta de datos: para restaurar, DATA_DIR=<copia> foja start. La llave maestra se guarda aparte (sin ella no se
leen los datos personales): déla en MASTER_KEY o póngala en la copia. Una carpeta sin backup.json no es una copia entera.
Compruebe cada tanto que una copia se puede restaurar: node ops/backup/drill.mjs <copia>.
Con un PostgreSQL propio (DATABASE_URL) cópielo con sus herramientas.`;

async function backup(environment: Environment, target: string, options: Options): Promise<void> {
  const withMasterKey = options.withMasterKey === true;
  tell(`copiando a ${target}…`);
  const record = await withSession(environment, ({ settings, ...ledger }) =>
    backUp(ledger, { dataDir: settings.dataDir, target, withMasterKey }).catch((cause: unknown) => {
      if (cause instanceof BackupSpoilt)
        throw new Stop(`la copia no está entera: ${cause.message}`, 'unavailable', cause);
      throw cause;
    }),
  );
  if (options.json === true) return printJson({ folder: target, ...record });
  const megabytes = (record.bytes / 1e6).toFixed(1);
  print(`Copia en ${target}: ${record.head} hechos o más, ${megabytes} MB`);
  if (!withMasterKey) print('Sin la llave maestra: guárdela aparte, y dos veces.');
}
