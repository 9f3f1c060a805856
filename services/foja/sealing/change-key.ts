import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { formatKeyChange, formatVerifierKey, type SignerKey, sign, signedNote } from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { newLogKey, readKey, sealAll, writeKey } from '@foja/ledger/sealing/index.ts';
import pg from 'pg';
import { makeOnce } from '../master-key.ts';
import type { Session } from '../session.ts';
import { Stop } from '../stop.ts';
import { ledgerKeyAtHand, ledgerKeyFile } from './key.ts';
import { checkpointFile } from './memory.ts';
import { SEALING_LOCK, type Sealing } from './service.ts';

export interface ChangedKey {
  readonly key: SignerKey;
  /** The last checkpoint of the key before. */
  readonly size: number;
  /** Where the new one is. */
  readonly file: string;
}

/**
 * Another key signs from the next checkpoint on. The new key is on disk before the change is in the database, and takes the old
 * one's place after it; cut short anywhere, it is taken up where it was by the same command.
 * @throws SealRefused where what there is does not hold. @throws Stop
 */
export async function changeLogKey(
  {
    settings,
    stored,
    appUrl,
    sealing: { table },
  }: Pick<Session, 'settings' | 'stored' | 'appUrl'> & { readonly sealing: Sealing },
  { out }: { readonly out?: string | undefined },
): Promise<ChangedKey> {
  const given = settings.ledgerKey !== undefined;
  if (given && out === undefined)
    throw new Stop('--out: LEDGER_KEY está dada; diga dónde va la clave nueva', 'wrong-use');
  const current = ledgerKeyAtHand(settings);
  if (current === undefined) throw new Stop('todavía no hay clave que cambiar', 'refused');
  const next = out ?? `${ledgerKeyFile(settings.dataDir)}.next`;
  const signing = (await table.name())?.key;
  return alone(appUrl, async () => {
    const begun = existsSync(next) ? keyIn(next) : undefined;
    if (begun !== undefined && signing === formatVerifierKey(begun.key)) {
      // The change is in the database, and what came after it was cut short.
      return { key: begun, size: (await table.last())?.size ?? 0, file: inPlace(next, given, settings.dataDir) };
    }
    const last = await sealAll({ stored, table, key: current, memory: checkpointFile(settings.dataDir) });
    if (last === undefined) throw new Stop('todavía no hay nada sellado: basta con otra clave al empezar', 'refused');
    makeOnce(next, () => writeKey(newLogKey(current.key.name)));
    const key = keyIn(next);
    const { size, root } = last;
    const text = formatKeyChange({ origin: key.key.name, size, root, before: current.key, after: key.key });
    const note = signedNote(text, [sign(primitives.ed25519, current, text), sign(primitives.ed25519, key, text)]);
    const [before, after] = [formatVerifierKey(current.key), formatVerifierKey(key.key)];
    if (!(await table.changeKey({ last, before, after, note })))
      throw new Stop('el libro mayor siguió mientras tanto: detenga los servidores que sellan', 'refused');
    return { key, size, file: inPlace(next, given, settings.dataDir) };
  });
}

/** @returns where the new key is. Given as a setting, it is the operator who puts it in place. */
function inPlace(next: string, given: boolean, dataDir: string): string {
  if (given) return next;
  const file = ledgerKeyFile(dataDir);
  const retired = `${file}.retired`;
  // There is a key in the file at any moment.
  rmSync(retired, { force: true });
  linkSync(file, retired);
  renameSync(next, file);
  return file;
}

function keyIn(file: string): SignerKey {
  const key = readKey(readFileSync(file, 'utf8'), 'ed25519');
  if (key === undefined) throw new Stop(`${file}: no contiene una clave de firma`, 'unavailable');
  return key;
}

/** While nobody else seals. @throws Stop where somebody does. */
async function alone<T>(appUrl: string, work: () => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: appUrl, application_name: 'foja change-key', keepAlive: true });
  session.on('error', () => undefined);
  await session.connect();
  try {
    const { rows } = await session.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [SEALING_LOCK]);
    if (rows[0]?.mine !== true) throw new Stop('hay un servidor que sella: deténgalo antes', 'refused');
    return await work();
  } finally {
    await session.end();
  }
}
