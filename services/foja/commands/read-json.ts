import { readFileSync } from 'node:fs';
import { Stop } from '../stop.ts';

/** @throws Stop that names the file and what is wrong with it. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new Stop(`${file}: ${READING[code] ?? `no se puede leer (${code})`}`, 'wrong-use', cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Stop(
      `${file}: ${text.trim() === '' ? 'está vacío' : 'no es JSON válido'}${placeOf(cause)}`,
      'wrong-use',
      cause,
    );
  }
}

const READING: Readonly<Record<string, string>> = {
  ENOENT: 'no existe ese archivo',
  EISDIR: 'es una carpeta, no un archivo',
  EACCES: 'falta permiso para leerlo',
};

/** The parser says where in English; the place is what helps. */
function placeOf(cause: unknown): string {
  const place = /line (\d+) column (\d+)/.exec(cause instanceof Error ? cause.message : '');
  return place === null ? '' : ` (línea ${place[1]}, columna ${place[2]})`;
}
