import type pg from 'pg';
import { type Keyring, type MasterKey, unwrap, wrap } from './keyring.ts';
import { type DataKey, VaultUnavailable } from './port.ts';
import { asked, findMaster } from './postgres.ts';

export interface Rotation {
  /** Connections as the application's role. */
  readonly pool: pg.Pool;
  /** Both the old master key and the new one, wherever they are in it. */
  readonly keyring: Keyring;
  readonly to: MasterKey;
  readonly signal?: AbortSignal | undefined;
  readonly onBatch?: ((rewrapped: number) => void) | undefined;
}

export interface Rotated {
  readonly rewrapped: number;
  /** Names of keys that do not open: somebody changed their rows. They are left as they are. */
  readonly damaged: readonly string[];
}

const BATCH = 500;

/**
 * Wraps every key of the vault anew. The log is not touched, for nothing in it changes. From the first moment on, new keys
 * are wrapped with the new master key; servers go on with both. Cut short, it is begun again and finds what is left.
 */
export async function rotateMaster({ pool, keyring, to, signal, onBatch }: Rotation): Promise<Rotated> {
  await findMaster(pool, keyring); // an empty vault begins with the old one, like any other
  // Waits for batches of new keys on their way; those that come later see that their master key is the old one.
  await asked(pool.query('UPDATE vault.master SET id = $1, since = now() WHERE id <> $1', [to.id]));
  let rewrapped = 0;
  const damaged: string[] = [];
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await asked(pool.query<Row>(LEFT, [to.id, after, BATCH]));
    const last = rows.at(-1);
    if (last === undefined) return { rewrapped, damaged };
    after = last.kid;
    const opened = rows.flatMap((row) => {
      const key = opens(row, masterOf(row, keyring));
      if (key === undefined) damaged.push(row.kid);
      return key === undefined ? [] : [{ kid: row.kid, before: row.wrapped, anew: wrap(key, to) }];
    });
    const values = [
      opened.map(({ kid }) => kid),
      opened.map(({ before }) => before),
      opened.map(({ anew }) => anew),
      to.id,
    ];
    const { rowCount } = await asked(pool.query(REWRAP, values));
    rewrapped += rowCount ?? 0;
    onBatch?.(rewrapped);
  }
}

interface Row {
  readonly kid: string;
  readonly master: string;
  readonly wrapped: Buffer;
}

const LEFT = `
  SELECT kid, master, wrapped FROM vault.keys
   WHERE wrapped IS NOT NULL AND master <> $1 AND kid > $2 ORDER BY kid LIMIT $3`;

/** Only what still is as it was read: a key that was destroyed meanwhile does not come back. */
const REWRAP = `
  UPDATE vault.keys AS k SET wrapped = n.wrapped, master = $4
    FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS n (kid, before, wrapped)
   WHERE k.kid = n.kid AND k.wrapped = n.before`;

function opens({ kid, wrapped }: Row, master: MasterKey): DataKey | undefined {
  try {
    return unwrap(wrapped, kid, master);
  } catch {
    return undefined;
  }
}

function masterOf({ kid, master }: Row, keyring: Keyring): MasterKey {
  const found = keyring().find(({ id }) => id === master);
  if (found === undefined) throw new VaultUnavailable(`the master key ${master}, which wraps ${kid}, is not at hand`);
  return found;
}
