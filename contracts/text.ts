import { z } from 'zod';

/**
 * Text as people write it: Unicode kept (4-byte characters too, each counted once), normalised to NFC so that equal
 * text has equal bytes.
 * Refused: NUL and other control characters (PostgreSQL, PDF and mail choke on them), lone surrogates (not text at
 * all), the bidirectional overrides that make a reader see another text than the one stored, and text of which nothing
 * can be seen (zero-width characters only): it would pass for a name and be none.
 */
export function text({ max, min = 1 }: { max: number; min?: number }) {
  return z
    .string()
    .refine((value) => value.isWellFormed(), { error: 'text/lone-surrogate' })
    .refine((value) => !CONTROL.test(value), { error: 'text/control-character' })
    .refine((value) => !BIDI_OVERRIDE.test(value), { error: 'text/bidi-override' })
    .normalize('NFC')
    .trim()
    .min(min, { error: 'text/empty' })
    .refine((value) => value.length < Math.max(min, 1) || VISIBLE.test(value), { error: 'text/empty' })
    .max(max, { error: 'text/too-long' });
}

/** One line: as `text`, but without line breaks (Unicode's own two included) and tabs. */
export function line({ max, min = 1 }: { max: number; min?: number }) {
  return text({ max, min }).refine((value) => !/[\n\r\t\u2028\u2029]/.test(value), { error: 'text/line-break' });
}

// Tab, line feed and carriage return are text; every other C0 and C1 control is not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const BIDI_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/;
// White space and what fonts draw as nothing are no text by themselves.
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;
