import { base64, parseBase64, utf8Text } from './encoding.ts';

/** Signed notes, c2sp.org/signed-note: text, and below it lines with signatures over the text. */
export interface Note {
  /** Ends in a newline. To be ignored until a signature over it holds: see `openNote`. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** uint32: which key of that name, and by which algorithm. */
  readonly keyId: number;
  /** What follows the key id; its meaning is the algorithm's. */
  readonly signature: Uint8Array;
}

/** What bounds a hostile note; the specification asks for at least 16 signatures. */
const NOTE_CHARACTERS_MAX = 1 << 20;
const SIGNATURES_MAX = 100;

/** The note's parts, nothing verified; undefined where it is not a note to the letter. */
export function parseNote(input: Uint8Array | string): Note | undefined {
  const note = input.length <= NOTE_CHARACTERS_MAX ? utf8Text(input) : undefined;
  if (note === undefined || !isNoteText(note)) return undefined;
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0) return undefined;
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) return undefined;
  const signatures = lines.map(parseSignatureLine).filter((signature) => signature !== undefined);
  return signatures.length === lines.length ? { text: note.slice(0, blank + 1), signatures } : undefined;
}

/** @throws RangeError where text, name or signature can't be in a note. */
export function formatNote({ text, signatures }: Note): string {
  if (!isNoteText(text)) throw new RangeError('a note’s text ends in a newline and has no control characters');
  return `${text}\n${signatures.map(formatSignatureLine).join('')}`;
}

/** One line, its newline included: what a witness answers with (c2sp.org/tlog-witness). */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  if (!isKeyName(name)) throw new RangeError(`no key can be named ${JSON.stringify(name)}`);
  if (signature.length === 0) throw new RangeError('an empty signature');
  const bytes = new Uint8Array(4 + signature.length);
  new DataView(bytes.buffer).setUint32(0, keyId);
  bytes.set(signature, 4);
  return `— ${name} ${base64(bytes)}\n`;
}

/** @param line without its newline. */
export function parseSignatureLine(line: string): NoteSignature | undefined {
  const [dash, name = '', encoded = '', ...rest] = line.split(' ');
  const bytes = parseBase64(encoded);
  if (dash !== '—' || rest.length > 0 || !isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return { name, keyId: new DataView(bytes.buffer).getUint32(0), signature: bytes.subarray(4) };
}

/** Not empty, no Unicode space, no plus sign. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name) && !controls.test(name);
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && !controls.test(text);
}

/** ASCII control characters other than newline. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\x00-\x09\x0b-\x1f]/;
