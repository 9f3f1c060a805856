import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from './data-dir.ts';
import { makeOnce } from './master-key.ts';
import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';

/** What the server keeps in DATA_DIR for itself, readable by nobody else. */
export interface Secrets {
  readonly operatorKey: string;
  /** True where the operator's key was made here and nobody was shown it yet. */
  readonly operatorKeyIsUnseen: boolean;
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
  const tracking = given ?? keptIn(file, () => randomBytes(32).toString('base64url'));
  const trackingKey = Buffer.from(tracking, 'base64url');
  if (trackingKey.length < 32) throw new Stop(`${file}: no contiene una clave`, 'unavailable');
  if (operatorKey !== undefined) return { operatorKey, operatorKeyIsUnseen: false, trackingKey };
  const kept = join(dataDir, 'operator-key');
  // Marked before it is made: a start that fails in between, or later, leaves it to the next one to show.
  if (!existsSync(kept)) makeOnce(unseenMark(dataDir), () => 'foja start');
  const made = keptIn(kept, () => `foja_operador_${randomBytes(24).toString('base64url')}`);
  return { operatorKey: made, operatorKeyIsUnseen: existsSync(unseenMark(dataDir)), trackingKey };
}

/** Shown: no later start shows it again. */
export function operatorKeyWasSeen({ dataDir }: Pick<Settings, 'dataDir'>): void {
  rmSync(unseenMark(dataDir), { force: true });
}

/** A file beside the key, for as long as nobody was shown it. */
function unseenMark(dataDir: string): string {
  return join(dataDir, 'operator-key-unseen');
}

/** A secret of its own for each purpose, from the one that DATA_DIR keeps (RFC 5869 in its simplest use). */
export function derived(secret: Uint8Array, purpose: string): Uint8Array {
  return createHmac('sha256', secret).update(`foja/${purpose}`).digest();
}

/** Of two processes that start at once, one makes it and both read it. */
function keptIn(file: string, make: () => string): string {
  makeOnce(file, make);
  const text = readFileSync(file, 'utf8').trim();
  if (text === '') throw new Stop(`${file}: está vacío`, 'unavailable');
  return text;
}
