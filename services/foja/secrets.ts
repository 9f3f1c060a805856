import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from './data-dir.ts';
import { makeOnce } from './master-key.ts';
import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';

/** What the server keeps in DATA_DIR for itself, readable by nobody else. */
export interface Secrets {
  readonly operatorKey: string;
  /** True where the operator's key was made just now: it is shown this once. */
  readonly operatorKeyIsNew: boolean;
  /** Whoever holds it can open any claim as its consumer. */
  readonly trackingKey: Uint8Array;
}

export function loadSecrets({
  dataDir,
  operatorKey,
  trackingKey: given,
}: Pick<Settings, 'dataDir' | 'operatorKey' | 'trackingKey'>): Secrets {
  makeDataDir(dataDir);
  const file = join(dataDir, 'tracking-key');
  const tracking = given ?? keptIn(file, () => randomBytes(32).toString('base64url')).text;
  const trackingKey = Buffer.from(tracking, 'base64url');
  if (trackingKey.length < 32) throw new Stop(`${file}: no contiene una clave`, 'unavailable');
  if (operatorKey !== undefined) return { operatorKey, operatorKeyIsNew: false, trackingKey };
  const kept = keptIn(join(dataDir, 'operator-key'), () => `foja_operador_${randomBytes(24).toString('base64url')}`);
  return { operatorKey: kept.text, operatorKeyIsNew: kept.isNew, trackingKey };
}

/** A secret of its own for each purpose, from the one that DATA_DIR keeps (RFC 5869 in its simplest use). */
export function derived(secret: Uint8Array, purpose: string): Uint8Array {
  return createHmac('sha256', secret).update(`foja/${purpose}`).digest();
}

/** Of two processes that start at once, one makes it and both read it. */
function keptIn(file: string, make: () => string): { readonly text: string; readonly isNew: boolean } {
  const made = existsSync(file) ? undefined : make();
  if (made !== undefined) makeOnce(file, () => made);
  const text = readFileSync(file, 'utf8').trim();
  if (text === '') throw new Stop(`${file}: está vacío`, 'unavailable');
  return { text, isNew: text === made };
}
