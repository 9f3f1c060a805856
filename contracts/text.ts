import { z } from 'zod';

interface Bounds {
  readonly max: number;
  readonly min?: number;
}

/**
 * Text as people write it: Unicode kept (4-byte characters too, each counted once), normalised to NFC so that equal
 * text has equal bytes.
 * Refused: NUL and other control characters (PostgreSQL, PDF and mail choke on them), lone surrogates (not text at
 * all), the bidirectional overrides that make a reader see another text than the one stored, and text of which nothing
 * can be seen (zero-width and blank characters only): it would pass for a name and be none.
 */
export function text(bounds: Bounds) {
  return written(bounds, PLAIN_TEXT, undefined);
}

/** One line: as `text`, but without line breaks (Unicode's own two included) and tabs. */
export function line(bounds: Bounds) {
  return written(bounds, PLAIN_LINE, LINE_BREAK);
}

/**
 * One check instead of one for each rule, and none of them for text that can break no rule: a filing has a dozen texts,
 * each read when it comes in, when it is stored and by every read model.
 */
function written({ max, min = 1 }: Bounds, plain: RegExp, breaks: RegExp | undefined) {
  return z
    .string()
    .check((context) => {
      const sent = context.value;
      if (plain.test(sent)) return;
      const refuse = (message: string) => context.issues.push({ code: 'custom', message, input: sent, continue: true });
      if (!sent.isWellFormed()) refuse('text/lone-surrogate');
      if (CONTROL.test(sent)) refuse('text/control-character');
      if (BIDI_OVERRIDE.test(sent)) refuse('text/bidi-override');
      const kept = sent.normalize('NFC').trim();
      context.value = kept;
      if (kept.length >= Math.max(min, 1) && !VISIBLE.test(kept)) refuse('text/empty');
      if (breaks?.test(kept)) refuse('text/line-break');
    })
    .min(min, { error: 'text/empty' })
    .max(max, { error: 'text/too-long' });
}

// Tab, line feed and carriage return are text; every other C0 and C1 control is not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const BIDI_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/;
const LINE_BREAK = /[\n\r\t\u2028\u2029]/;
// White space and what fonts draw as nothing are no text by themselves. Of the latter Unicode's own property leaves out the
// blank of Braille, interlinear anchors, the null note of music, and the blanks of Khitan and Egyptian.
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\u{1d159}\u{16fe4}\u{13441}\u{13442}]/u;
// Latin-1 that is seen, blanks only inside: already trimmed and in NFC, and none of what is refused.
const PLAIN_LINE =
  /^[!-~\u00a1-\u00ac\u00ae-\u00ff](?:[ -~\u00a1-\u00ac\u00ae-\u00ff]*[!-~\u00a1-\u00ac\u00ae-\u00ff])?$/;
const PLAIN_TEXT =
  /^[!-~\u00a1-\u00ac\u00ae-\u00ff](?:[\n -~\u00a1-\u00ac\u00ae-\u00ff]*[!-~\u00a1-\u00ac\u00ae-\u00ff])?$/;
