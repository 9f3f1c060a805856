import { rotateMaster } from '@foja/ledger/vault/index.ts';
import { Command } from 'commander';
import { addMasterKey, dropOldMasterKeys, keyringOf, masterKeyFile } from '../master-key.ts';
import { print, printJson, table, tell } from '../output/print.ts';
import { readModelPool } from '../read-models.ts';
import { withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

/** `foja vault status|rotate`: the keys of personal data, and the master key that wraps them. */
export function vaultCommand(environment: Environment): Command {
  const command = new Command('vault').description(
    'las claves de los datos personales y la clave maestra que las envuelve',
  );
  const status = new Command('status')
    .description('cuántas claves hay, cuántas se destruyeron y qué clave maestra las envuelve')
    .option('--json', 'como JSON')
    .action((options: { json?: boolean }) => show(environment, options.json === true));
  const rotate = new Command('rotate')
    .description('envuelve todas las claves con una clave maestra nueva; el libro mayor no se toca')
    .option('--json', 'como JSON')
    .addHelpText('after', help)
    .action((options: { json?: boolean }) => rotateNow(environment, options.json === true));
  withExamples(status, 'vault status');
  withExamples(rotate, 'vault rotate', 'vault rotate --json');
  return command.addCommand(status).addCommand(rotate);
}

const help = `
Sin MASTER_KEY, la clave nueva se crea en DATA_DIR/master-key, delante de la anterior, que se quita al final; los servidores la
leen solos. Con MASTER_KEY: reinicie cada servidor con MASTER_KEY=<nueva> y MASTER_KEY_PREVIOUS=<anterior>, ejecute esta
orden con los mismos ajustes, y al terminar quite MASTER_KEY_PREVIOUS. Mientras tanto valen las dos. Si se corta, vuelva a
ejecutarla: sigue donde quedó.

Copia de la clave maestra: guarde DATA_DIR/master-key (o MASTER_KEY) fuera de este equipo y aparte de las copias de la base de
datos; sin ella nadie puede leer los datos personales, tampoco usted. Una copia de la base de datos anterior a un borrado
vuelve a tener la clave borrada, envuelta con la clave maestra de entonces: para que tampoco esa se lea, rote la clave
maestra y destruya la anterior.`;

interface Row {
  readonly master: string;
  readonly keys: number;
}

async function show(environment: Environment, json: boolean): Promise<void> {
  const found = await withSession(environment, async ({ appUrl }) => {
    const pool = readModelPool(appUrl);
    try {
      const { rows } = await pool.query<Row>(
        'SELECT master, count(*)::int AS keys FROM vault.keys WHERE wrapped IS NOT NULL GROUP BY master ORDER BY master',
      );
      const gone = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM vault.keys WHERE wrapped IS NULL');
      const current = await pool.query<{ id: string; since: Date }>('SELECT id, since FROM vault.master');
      return {
        current: current.rows[0]?.id,
        since: current.rows[0]?.since,
        masters: rows,
        destroyed: gone.rows[0]?.n ?? 0,
      };
    } finally {
      await pool.end();
    }
  });
  if (json) return printJson(found);
  print(`Clave maestra en uso: ${found.current} (desde ${found.since?.toISOString()})`);
  for (const row of table([
    ['ENVUELTAS CON', 'CLAVES'],
    ...found.masters.map(({ master, keys }) => [master, String(keys)]),
  ])) {
    print(row);
  }
  print(`Claves destruidas: ${found.destroyed}`);
}

async function rotateNow(environment: Environment, json: boolean): Promise<void> {
  await withSession(environment, async ({ settings, appUrl }) => {
    const given = settings.masterKey !== undefined;
    const keyring = keyringOf(settings);
    const to = given ? keyring()[0] : addMasterKey(settings.dataDir);
    if (to === undefined) throw new Error('there is no master key');
    const pool = readModelPool(appUrl);
    let toldAt = Date.now();
    try {
      const { rewrapped, damaged } = await rotateMaster({
        pool,
        keyring,
        to,
        onBatch(count) {
          if (Date.now() - toldAt < 1_000) return;
          toldAt = Date.now();
          tell(`${count} claves`);
        },
      });
      if (damaged.length > 0) {
        const why = `${damaged.length} claves no se abren (la primera, ${damaged[0]}); las demás se envolvieron (${rewrapped})`;
        throw new Stop(`${why}. La clave maestra anterior se conserva.`, 'refused');
      }
      if (!given) dropOldMasterKeys(settings.dataDir);
      if (json) return printJson({ master: to.id, rewrapped });
      print(`Claves envueltas de nuevo: ${rewrapped}; clave maestra en uso: ${to.id}`);
      print(
        given
          ? 'Quite ya MASTER_KEY_PREVIOUS.'
          : `Guarde una copia de ${masterKeyFile(settings.dataDir)} fuera de este equipo.`,
      );
    } finally {
      await pool.end();
    }
  });
}
