import type { Settings } from '../settings.ts';
import { Stop } from '../stop.ts';

/**
 * What a process of the house may do. `api` serves people and programs, and `erp` takes what ERPs send by Kafka, in
 * any number of processes; each of the others is done by one process at a time, the one that holds its lock, while the others
 * that may do it stand by.
 */
export const PARTS = [
  'api',
  'projections',
  'sealer',
  'witnesses',
  'mail',
  'case-files',
  'lapses',
  'retention',
  'numbering',
  'feeds',
  'webhooks',
  'kafka',
  'erp',
] as const;

export type Part = (typeof PARTS)[number];

/** `needless`: under these settings there is nothing to do. */
export type PartState = 'working' | 'standby' | 'needless';

/**
 * The parts that `--only` names, by commas; all of them where it is absent.
 * @throws Stop for a name that is none, and where processes beside one another would not be one house.
 */
export function partsOf(
  only: string | undefined,
  settings: Pick<Settings, 'databaseUrl' | 'publicUrl'>,
): ReadonlySet<Part> {
  if (only === undefined) return new Set(PARTS);
  const named = only.split(',').map((name) => name.trim());
  const parts = named.filter(isPart);
  const unknown = named.find((name) => !isPart(name));
  if (unknown !== undefined) {
    throw new Stop(`--only: «${unknown}» no es una parte; son ${PARTS.join(', ')}`, 'wrong-use');
  }
  if (settings.databaseUrl === undefined) {
    throw new Stop(
      '--only: varios procesos necesitan una base de datos común, en DATABASE_URL; con el PostgreSQL embebido un solo ' +
        'proceso, sin --only, hace todo',
      'wrong-use',
    );
  }
  if (settings.publicUrl === undefined) {
    throw new Stop(
      '--only: dé en PUBLIC_URL la dirección que comparten todos los procesos; los enlaces de correos y copias llevan a ella',
      'wrong-use',
    );
  }
  return new Set(parts);
}

function isPart(name: string): name is Part {
  return PARTS.some((part) => part === name);
}
