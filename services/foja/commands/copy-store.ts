import { asRole, type EventStore, migrate, openPostgresStore } from '@foja/ledger';
import {
  type Copied,
  type CopyProgress,
  compare,
  copyStore,
  type Difference,
  NotACopy,
} from '@foja/ledger/copy/index.ts';
import { addressTrouble } from '@foja/ledger/eventstoredb/address.ts';
import { Command } from 'commander';
import { eventStoreDb } from '../event-store.ts';
import { APP_ROLE } from '../ledger.ts';
import { print, printJson, tell } from '../output/print.ts';
import { databaseTrouble } from '../output/trouble.ts';
import { withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

interface Options {
  readonly from?: string;
  readonly to: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

/** `foja copy-store`: moves a ledger between PostgreSQL and EventStoreDB, and proves that it arrived. */
export function copyStoreCommand(environment: Environment): Command {
  const command = new Command('copy-store')
    .description('copia el libro mayor a otro almacén, en su orden, y comprueba la copia evento por evento')
    .option('--from <dirección>', 'de dónde; por defecto, el libro mayor de los ajustes')
    .requiredOption('--to <dirección>', 'adónde: postgres://… o esdb://…')
    .option('--check', 'solo compara los dos, sin copiar')
    .option('--json', 'el informe como JSON')
    .addHelpText('after', HELP)
    .action((options: Options) => copy(environment, options));
  return withExamples(
    command,
    'copy-store --to esdb://admin:clave@eventos.example:2113',
    'copy-store --from esdb://localhost:2113?tls=false --to postgres://foja:clave@db.example/foja',
    'copy-store --from postgres://db.example/foja --to esdb://localhost:2113?tls=false --check --json',
  );
}

const HELP = `
Se copian todos los eventos como están guardados, cifrados: con su identificador, su revisión y su orden; el árbol sellado
tiene la misma raíz en los dos. Cambian las posiciones y la hora en que el almacén los tomó, que son de cada almacén.
Detenga los servidores antes. Si se corta, ejecute la misma orden: sigue donde quedó. El almacén de destino debe estar vacío
o tener el comienzo de la misma copia, y ser solo de Foja.

Las claves de los datos personales no están en el libro mayor: están en la base de datos (tabla vault.keys), envueltas con la
clave maestra, y sin ellas nadie lee la copia. Para servir desde EventStoreDB, con lo demás en una base nueva:
  1. cree la base, y con los mismos MASTER_KEY (o DATA_DIR/master-key) y LEDGER_KEY (o DATA_DIR/ledger-key) ejecute
     DATABASE_URL=<nueva> foja status, que le da sus esquemas;
  2. lleve las claves: pg_dump --data-only --table=vault.keys <anterior> | psql <nueva>; y las credenciales y documentos:
     pg_dump --table='app.staff_*' --table=app.documents <anterior> | psql <nueva>;
  3. aparte DATA_DIR/last-checkpoint, que habla de posiciones del almacén anterior;
  4. ponga EVENTSTORE_URL e inicie: las vistas se rehacen, y el libro se sella de nuevo; la raíz es la de este informe.
No borre el almacén anterior hasta haberla comparado.

Termina con 0 si la copia es igual; 1 si hay una diferencia; 2 si se usó mal; 3 si un almacén no está disponible.`;

async function copy(environment: Environment, { from, to, check, json }: Options): Promise<void> {
  const startedAt = performance.now();
  const target = await open('--to', to);
  try {
    const report = await withSource(environment, from, async (source) =>
      check === true ? compared(source, target) : copyStore(source, target, progress()),
    );
    const { roots, ...counts } = report;
    const shown = { ...counts, root: roots[0], durationMs: Math.round(performance.now() - startedAt) };
    if (json === true) return printJson(shown);
    print(
      `Iguales: ${shown.same} eventos en ${shown.streams} flujos (${shown.copied} copiados ahora, ${shown.before} ya estaban)`,
    );
    print(`Raíz del árbol en los dos: ${shown.root}`);
  } catch (error) {
    if (!(error instanceof NotACopy)) throw error;
    if (json === true) printJson({ difference: error.difference });
    throw new Stop(sentence(error.difference), 'refused', error);
  } finally {
    await target.close();
  }
}

async function compared(source: EventStore, target: EventStore): Promise<Copied> {
  const report = progress();
  const comparison = await compare(source, target, (events) => report({ phase: 'comparing', events }));
  if (comparison.difference !== undefined) throw new NotACopy(comparison.difference);
  return { ...comparison, before: comparison.same, copied: 0 };
}

async function withSource<T>(
  environment: Environment,
  from: string | undefined,
  work: (source: EventStore) => Promise<T>,
): Promise<T> {
  if (from === undefined) return withSession(environment, ({ stored }) => work(stored));
  const source = await open('--from', from);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

async function open(option: string, address: string): Promise<EventStore> {
  if (/^postgres(?:ql)?:\/\//.test(address) && URL.canParse(address)) {
    try {
      await migrate(address);
    } catch (cause) {
      throw new Stop(`${option}: la base de datos no está disponible: ${databaseTrouble(cause)}`, 'unavailable', cause);
    }
    return openPostgresStore({ url: asRole(address, APP_ROLE) });
  }
  const trouble = addressTrouble(address);
  if (trouble !== undefined)
    throw new Stop(`${option}: ${trouble}; o postgres://usuario:clave@equipo:5432/base`, 'wrong-use');
  return eventStoreDb(address);
}

const phases = { comparing: 'comparando', copying: 'copiando', verifying: 'comprobando' } as const;

/** A line on standard error at most every second. */
function progress(): (step: CopyProgress) => void {
  let toldAt = Date.now();
  return ({ phase, events }) => {
    if (Date.now() - toldAt < 1_000) return;
    toldAt = Date.now();
    tell(`${phases[phase]}: ${events} eventos`);
  };
}

function sentence({ stream, revision, what }: Pick<Difference, 'stream' | 'revision' | 'what'>): string {
  const at = `${stream}, revisión ${revision}`;
  if (what === 'missing') return `la copia no tiene ${at}`;
  if (what === 'unexpected')
    return `el destino tiene lo que el origen no: ${at}; debe estar vacío o ser una copia a medias`;
  return `no son iguales en ${at}: difiere ${what}`;
}
