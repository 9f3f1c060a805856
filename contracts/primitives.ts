import { z } from 'zod';

/** A day of the calendar in Peru, `2026-10-05`; impossible dates are refused. */
export const civilDate = z.iso.date({ error: 'date/invalid' }).meta({ id: 'CivilDate', examples: ['2026-10-05'] });

/** An instant with its offset, `2026-10-05T18:42:00-05:00`; nanoseconds at most, of the years 1900 to 2999. */
export const instant = z.iso
  .datetime({ offset: true, abort: true, error: 'instant/invalid' })
  .refine(isPlausible, { error: 'instant/invalid' })
  .meta({ id: 'Instant', examples: ['2026-10-05T18:42:00-05:00'] });

/** What ISO 8601 allows beyond this, no clock writes and no calendar here can place. */
function isPlausible(instant: string): boolean {
  return /^(?:19|2\d)/.test(instant) && !/\.\d{10}/.test(instant);
}

export const uuid = z.uuid({ error: 'id/invalid' });

/** Eleven digits; the check digit is verified in the domain, so that one rule serves providers and consumers. */
export const ruc = z
  .string()
  .regex(/^\d{11}$/, { error: 'ruc/invalid' })
  .meta({ id: 'Ruc', examples: ['20999999990'] });

/** Lower-case hexadecimal SHA-256. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: 'sha256/invalid' });

/**
 * Money as a decimal string with at most two decimals, never a float: `249.90`. Negative, exponential and
 * three-decimal amounts are refused; `249.9` is kept as `249.90`.
 */
export const money = z.strictObject({
  value: z
    .string()
    .regex(/^(?:0|[1-9]\d{0,11})(?:\.\d{1,2})?$/, { error: 'money/invalid' })
    .overwrite(twoDecimals)
    .meta({ examples: ['249.90'] }),
  currency: z.enum(['PEN', 'USD', 'EUR'], { error: 'money/currency' }),
});
export type Money = z.infer<typeof money>;

function twoDecimals(value: string): string {
  const [units = '0', decimals = ''] = value.split('.');
  return `${units}.${decimals.padEnd(2, '0')}`;
}

/** Place of an event in the ledger. 64 bits, and in EventStoreDB as large as that: never a `number`. */
export const ledgerPosition = z
  .string()
  .regex(/^\d{1,19}$/, { error: 'field/value', abort: true })
  .refine((text) => BigInt(text) < 2n ** 63n, { error: 'field/value' })
  .meta({ id: 'LedgerPosition', examples: ['1250'] });

/** Correlative and year as printed on the sheet (Anexo I): `000000001-2026`. */
export const sheetNumber = z
  .string()
  .regex(/^\d{9}-\d{4}$/, { error: 'sheet-number/invalid' })
  .meta({ id: 'SheetNumber', examples: ['000000001-2026'] });

export const sector = z
  .enum(['general', 'sbs', 'osiptel', 'sunass', 'osinergmin', 'susalud', 'ositran'], { error: 'sector/unknown' })
  .meta({ id: 'Sector' });
export type Sector = z.infer<typeof sector>;

/** `reclamo`: about the product or service. `queja`: about the attention, or unrelated to what is sold. */
export const sheetType = z.enum(['reclamo', 'queja'], { error: 'sheet-type/unknown' }).meta({ id: 'SheetType' });
export type SheetType = z.infer<typeof sheetType>;

/** Trimmed, as names are: people paste it with a blank behind. */
export const email = z
  .string({ error: 'email/invalid' })
  .trim()
  .check(z.email({ error: 'email/invalid' }))
  .max(80, { error: 'text/too-long' });
