import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPool } from '@foja/ledger';
import type { Logger } from 'pino';
import type { Part } from './background/parts.ts';
import type { Ledger } from './ledger.ts';
import { makeOnce } from './master-key.ts';
import { derived, type Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';

const TABLE = `
  SELECT pg_advisory_xact_lock(x'666f6a68'::bigint);
  CREATE TABLE IF NOT EXISTS app.house (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    tracking_print text NOT NULL, -- of the key of the consumers' links; it tells nothing of the key
    data_dir_id uuid NOT NULL -- DATA_DIR/house-id
  )`;

const CONNECT_MS = 10_000;

interface OneHouse {
  readonly settings: Settings;
  readonly secrets: Pick<Secrets, 'trackingKey'>;
  readonly parts: ReadonlySet<Part>;
  /** The process does everything, and may be the only one. */
  readonly alone: boolean;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Processes on one database are one house only where they share the key of the consumers' links, and the folder in which
 * one of them keeps what another hands out or destroys. The first process leaves a mark of both in the database.
 * @throws Stop where this one is to work beside others and differs; a process that does everything is warned.
 */
export async function assertOneHouse(
  { appUrl, embedded }: Pick<Ledger, 'appUrl' | 'embedded'>,
  { settings, secrets, parts, alone, log }: OneHouse,
): Promise<void> {
  if (embedded !== undefined) return; // its database is in the folder itself
  const { known, mine } = await marks(appUrl, settings.dataDir, secrets);
  const troubles: string[] = [];
  if (known.trackingPrint !== mine.trackingPrint) troubles.push(OTHER_KEY);
  const keepsNothing = settings.smtpUrl !== undefined && settings.s3 !== undefined;
  const sharesFolder = !keepsNothing || FOLDER.some((part) => parts.has(part));
  if (known.dataDirId !== mine.dataDirId && sharesFolder) troubles.push(OTHER_FOLDER);
  const [trouble] = troubles;
  if (trouble === undefined) return;
  if (!alone) throw new Stop(trouble, 'refused');
  log.warn(trouble);
}

/** Uploads that wait are one's, case files another's to make, to hand out and to destroy: wherever files and mail are. */
const FOLDER: readonly Part[] = ['api', 'case-files', 'retention'];

interface Mark {
  readonly trackingPrint: string;
  readonly dataDirId: string;
}

async function marks(appUrl: string, dataDir: string, { trackingKey }: OneHouse['secrets']) {
  const file = join(dataDir, 'house-id');
  makeOnce(file, randomUUID);
  const mine: Mark = {
    trackingPrint: createHmac('sha256', derived(trackingKey, 'house')).update('print').digest('hex'),
    dataDirId: readFileSync(file, 'utf8').trim(),
  };
  const pool = openPool(appUrl, { applicationName: 'foja house', max: 1, statementTimeoutMs: CONNECT_MS });
  try {
    await pool.query(TABLE);
    await pool.query('INSERT INTO app.house (tracking_print, data_dir_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      mine.trackingPrint,
      mine.dataDirId,
    ]);
    const { rows } = await pool.query<Mark>(
      'SELECT tracking_print AS "trackingPrint", data_dir_id AS "dataDirId" FROM app.house',
    );
    return { known: rows[0] ?? mine, mine };
  } finally {
    await pool.end();
  }
}

const ACCEPT = 'si es a propósito, borre la fila de la tabla app.house';
const OTHER_KEY =
  'TRACKING_KEY: no es la clave con que esta base de datos dio sus enlaces a los consumidores, que aquí no abrirían; ' +
  `dé a todos los procesos la misma (está en DATA_DIR/tracking-key del primero); ${ACCEPT}`;
const OTHER_FOLDER =
  'DATA_DIR: no es la carpeta de los demás procesos de esta base de datos, y lo que uno guarda otro no lo entregaría ni lo ' +
  `borraría; comparta la carpeta (con S3_URL y SMTP_URL, basta entre api, case-files y retention); ${ACCEPT}`;
