import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Words that stand nowhere but in one claim, in every form that a program may have left them in. */
export function needlesOf(words: readonly string[]): readonly { readonly what: string; readonly bytes: Buffer }[] {
  return words.flatMap((word) => {
    const folded = word
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase();
    const swapped = Buffer.from(word, 'utf16le').swap16();
    return [
      { what: `${word} as it is`, bytes: Buffer.from(word) },
      { what: `${word} folded for search`, bytes: Buffer.from(folded) },
      { what: `${word} in UTF-16`, bytes: Buffer.from(word, 'utf16le') },
      { what: `${word} in UTF-16 the other way round`, bytes: swapped },
      { what: `${word} in JSON escapes`, bytes: Buffer.from(JSON.stringify(word).slice(1, -1)) },
      { what: `${word} in hexadecimal`, bytes: Buffer.from(Buffer.from(word).toString('hex')) },
      ...base64Of(word).map((text) => ({ what: `${word} in base64`, bytes: Buffer.from(text) })),
      ...base64Of(word).map((text) => ({
        what: `${word} in base64url`,
        bytes: Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_')),
      })),
    ];
  });
}

/** What of a word's base64 does not depend on its neighbours, for each of the three places it may begin at. */
function base64Of(word: string): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]).toString('base64');
    const from = shift === 0 ? 0 : 4;
    const whole = Math.floor((shift + Buffer.byteLength(word)) / 3) * 4;
    return text.slice(from, whole);
  });
}

/** Where in a folder, files of the database and all, any of the words stands. */
export function findIn(folder: string, words: readonly string[]): string[] {
  const needles = needlesOf(words);
  const found: string[] = [];
  for (const path of filesUnder(folder)) {
    const bytes = read(path);
    for (const { what, bytes: needle } of needles)
      if (bytes.includes(needle)) found.push(`${path.slice(folder.length)}: ${what}`);
  }
  return found;
}

export function filesUnder(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(folder, name)).filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** The server may remove a file while we look. */
function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
