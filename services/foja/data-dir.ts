import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Stop } from './stop.ts';

/** Below DATA_DIR: case files, made and in the making. */
export const CASE_FILES_FOLDER = 'expedientes';

/**
 * Makes the folder that DATA_DIR names, with what is missing above it; only its owner lists it. Folder by folder:
 * `mkdirSync` with `recursive` never returns where the file system, like /proc, makes no folders.
 * @throws Stop with one line that names the setting.
 */
export function makeDataDir(dataDir: string): void {
  try {
    make(dataDir);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new Stop(`DATA_DIR: no se puede usar la carpeta ${dataDir} (${code})`, 'unavailable', cause);
  }
}

function make(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  const above = dirname(folder);
  if (found === undefined && above !== folder) make(above);
  try {
    mkdirSync(folder, { mode: 0o711 });
  } catch (error) {
    // Another process may just have made it.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
