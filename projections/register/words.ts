/**
 * Free text as words to be found by: accents and case folded, plurals cut back, stop words left out. Done here and not
 * by PostgreSQL's `spanish` configuration, because that stems by accents, which people leave out when they search.
 */
export function wordsOf(ruc: string, texts: readonly (string | undefined)[]): string {
  const words = new Set<string>();
  for (const text of texts) {
    if (text === undefined) continue;
    for (const word of fold(text)) {
      if (words.size >= MOST_WORDS) break;
      words.add(word);
    }
  }
  words.add(tenantWord(ruc));
  return [...words].join(' ');
}

/** The words of a search, at most eight; empty where it holds nothing that could be found. */
export function searchedWords(text: string): readonly string[] {
  return [...new Set(fold(text))].slice(0, 8);
}

/** A word that no text gives: a claim is found within its tenant by the same index. */
export function tenantWord(ruc: string): string {
  return `=${ruc}`;
}

/** Bounds the row and the index for hostile text: 4,000 characters of one-letter words. */
const MOST_WORDS = 600;
const LONGEST_WORD = 40;

function fold(text: string): string[] {
  const words: string[] = [];
  for (const raw of text.match(WORD) ?? []) {
    const word = foldedWord(raw);
    if (word !== '') words.push(word);
  }
  return words;
}

/** People use the same words over and over: a replay folds each once. */
const known = new Map<string, string>();
const MOST_KNOWN = 50_000;

function foldedWord(raw: string): string {
  const found = known.get(raw);
  if (found !== undefined) return found;
  const plain = raw.normalize('NFD').replace(MARKS, '').toLowerCase();
  const word = plain.length < 2 || STOP_WORDS.has(plain) ? '' : singular(plain.slice(0, LONGEST_WORD));
  if (known.size >= MOST_KNOWN) known.clear();
  if (raw.length <= LONGEST_WORD) known.set(raw, word);
  return word;
}

// Combining marks of Latin script: á -> a, ñ -> n, ü -> u.
const MARKS = /[\u0300-\u036f]/g;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** habitaciones -> habitacion, cobros -> cobro, meses -> mes. Rough on purpose: both sides go through it. */
function singular(word: string): string {
  if (word.length > 4 && word.endsWith('es') && !VOWEL.test(word.charAt(word.length - 3))) return word.slice(0, -2);
  return word.length > 3 && word.endsWith('s') && VOWEL.test(word.charAt(word.length - 2)) ? word.slice(0, -1) : word;
}

const VOWEL = /[aeiou]/;

const STOP_WORDS = new Set(
  `a al algo ante antes aqui asi aun aunque cada como con cual cuando de del desde donde dos el ella ellas ellos en entre
   era es esa ese eso esta estaba estan este esto fue ha habia han hasta hay la las le les lo los mas me mi mis muy ni no
   nos o os para pero por porque pues que quien se sea ser si sin sobre solo son su sus tal tambien te tiene todo tu un
   una uno unos unas y ya yo`.split(/\s+/),
);
