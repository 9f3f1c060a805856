import type { Refusal } from './kind.ts';

/** Why a file was not taken, to the person who chose it: what it is, and what to do instead. */
export function refusalSentence(why: Refusal | 'too-many' | 'no-room' | 'too-much-evidence', fileName: string): string {
  return `«${fileName}»: ${SENTENCES[why]}`;
}

const SENTENCES: Readonly<Record<Refusal | 'too-many' | 'no-room' | 'too-much-evidence', string>> = {
  empty: 'el archivo está vacío (0 bytes). Vuelva a guardarlo o tome la foto otra vez.',
  'too-large': 'pesa más de 10 MB. Envíe una foto de menor tamaño o divida el documento.',
  archive: 'es un archivo comprimido o de oficina (ZIP, RAR, Word, Excel). Adjunte el documento como PDF o foto.',
  'false-type': 'su contenido no es lo que dice su nombre. Guárdelo de nuevo como PDF, JPG, PNG, HEIC o WebP.',
  'not-allowed': 'no es de un tipo que podamos recibir. Use PDF, JPG, PNG, HEIC o WebP.',
  dangerous: 'nuestra revisión de seguridad lo marcó como peligroso y no lo guardamos.',
  bomb: 'la imagen ocupa demasiado al abrirse. Envíe una captura o una foto de menor tamaño.',
  broken: 'está incompleto o dañado y no se puede abrir. Vuelva a guardarlo o tome la foto otra vez.',
  'too-many': 'solo se pueden adjuntar 5 archivos a la vez.',
  'no-room': 'por ahora no podemos recibir archivos. Agréguelo más tarde, desde la página de seguimiento.',
  'too-much-evidence': 'esta hoja ya tiene el máximo de archivos.',
};
