import { z } from 'zod';
import { auditorId } from '../events/auditor.ts';
import { grantId } from '../events/indecopi.ts';
import { feedName } from '../integration/feeds.ts';
import { civilDate, ledgerPosition, ruc, sector, sheetType, uuid } from '../primitives.ts';
import { line } from '../text.ts';

/** Parameters of paths and queries. Queries are text: numbers are parsed here and nowhere else. */

/** Read in either case, as RFC 9562 asks; identifiers are stored and compared in lower case. */
const id = uuid.toLowerCase();

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Digits and nothing else: what `Number` would take besides (`0x1`, `1e1`, `1.0`, blanks) is no number of ours. */
function whole({ min, max }: Bounds) {
  return z.preprocess(
    numberOfDigits,
    z
      .number({ error: 'field/type' })
      .int({ error: 'field/type' })
      .min(min, { error: 'field/too-small' })
      .max(max, { error: 'field/too-large' }),
  );
}

function numberOfDigits(given: unknown): unknown {
  return typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
}

/** The contract's generator leaves out the default of what is preprocessed: it is told. */
function wholeOr(value: number, { description, ...bounds }: Bounds & { readonly description: string }) {
  return whole(bounds)
    .default(value)
    .meta({ description, override: { default: value } });
}

const ordinal = whole({ min: 1, max: 1_000_000 });

export const ofProvider = z.strictObject({ ruc });
export const ofKey = z.strictObject({ ruc, keyId: z.string().regex(/^[0-9a-z]{12}$/, { error: 'field/value' }) });
export const ofAuditor = z.strictObject({ auditorId });
export const ofProvidersAuditor = z.strictObject({ ruc, auditorId });
export const ofGrant = z.strictObject({ grantId });
export const ofExport = z.strictObject({ exportId: uuid });
export const ofBook = z.strictObject({ bookId: id });
export const ofClaim = z.strictObject({ claimId: id });
/** Below `tile/`; whether there is such a tile, its own grammar says. */
export const ofTile = z.strictObject({ tile: z.string().max(60, { error: 'field/value' }) });
export const ofOffer = z.strictObject({ claimId: id, n: ordinal });
export const ofIndecopiRequest = z.strictObject({ claimId: id, n: ordinal });

export const ofFeed = z.strictObject({ feed: feedName });

export const feedQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,18}$/, { error: 'field/value' })
    .default('0')
    .meta({ description: 'El «sequence» del último mensaje ya atendido; 0: desde el primero' }),
  limit: wholeOr(100, { min: 1, max: 1_000, description: 'Mensajes, de 1 a 1000' }),
  wait: wholeOr(0, { min: 0, max: 30, description: 'Segundos que se espera el siguiente, de 0 a 30' }),
});

const page = {
  cursor: z
    .string()
    .regex(/^[\w-]{1,500}$/, { error: 'field/value' })
    .optional()
    .meta({ description: 'nextCursor de la página anterior' }),
  limit: wholeOr(25, { min: 1, max: 100, description: 'Elementos por página, de 1 a 100' }),
};

export const claimState = z
  .enum(['filed', 'viewed', 'offered', 'answered', 'settled'], { error: 'field/value' })
  .meta({ id: 'ClaimState' });

export const deadlineState = z
  .enum(['on-time', 'due-soon', 'overdue', 'suspended', 'answered-on-time', 'answered-late'], { error: 'field/value' })
  .meta({ id: 'DeadlineState' });

export const providersQuery = z.strictObject(page);

/** Spreadsheets cannot ask by a header. */
const format = {
  format: z
    .enum(['json', 'csv'], { error: 'field/value' })
    .optional()
    .meta({ description: 'csv: la lista entera para una hoja de cálculo, en vez de una página' }),
};

export const registerQuery = z.strictObject({
  number: z
    .string()
    .regex(/^\d{1,9}(?:-\d{4})?$/, { error: 'sheet-number/invalid' })
    .optional()
    .meta({ description: '000000001-2026, 1-2026 o 1' }),
  document: line({ max: 20 }).optional(),
  state: claimState.optional(),
  bookId: id.optional(),
  type: sheetType.optional(),
  filedFrom: civilDate.optional(),
  filedTo: civilDate.optional(),
  text: line({ max: 200 }).optional(),
  ...format,
  ...page,
});

export const deadlinesQuery = z.strictObject({
  state: deadlineState.optional(),
  bookId: id.optional(),
  dueBefore: civilDate.optional(),
  ...format,
  ...page,
});

export const dashboardQuery = z.strictObject({ bookId: id.optional() });

const month = z
  .string()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, { error: 'field/value' })
  .meta({ description: 'Mes de presentación, AAAA-MM, inclusive' });

export const statisticsQuery = z.strictObject({
  bookId: id.optional(),
  type: sheetType.optional(),
  from: month.optional(),
  to: month.optional(),
});

export const historyQuery = z.strictObject({
  asOf: z
    .union([z.iso.datetime({ offset: true }), z.string().regex(/^\d{1,9}$/)], { error: 'field/value' })
    .optional()
    .meta({ description: 'Un instante con su zona o una revisión: la historia tal como era entonces' }),
});

/**
 * By which of an event's two times a moment is meant. `recorded`: when the ledger took it, and so from when on it could be
 * known here. `occurred`: when it happened, as the event says and its hash covers.
 */
export const clockOfMoments = z.enum(['recorded', 'occurred'], { error: 'field/value' }).meta({ id: 'ClockOfMoments' });

const asOf = historyQuery.shape.asOf;
const byClock = {
  clock: clockOfMoments
    .default('recorded')
    .meta({ description: 'Un instante se compara con el registro (lo que se podía saber) o con la ocurrencia' }),
};

export const standingQuery = z.strictObject({ asOf, ...byClock });
export const differencesQuery = z.strictObject({ from: asOf, to: asOf, ...byClock });

export const sampleOf = z.enum(['filed', 'late', 'reclassified'], { error: 'field/value' }).meta({ id: 'SampleOf' });
/** All late answers of a year of a large firm, say; more are asked for by shorter periods. */
export const SAMPLE_MAX = 5_000;

export const sampleQuery = z.strictObject({
  of: sampleOf
    .default('filed')
    .meta({ description: 'De todas las hojas, de las respuestas tardías, o de las recalificadas' }),
  seed: z
    .string()
    .regex(/^[\w.-]{1,64}$/, { error: 'field/value' })
    .optional()
    .meta({ description: 'Letras, cifras, punto y guion. Sin ella se elige una al azar y se devuelve' }),
  size: whole({ min: 1, max: SAMPLE_MAX })
    .optional()
    .meta({ description: 'Sin tamaño: 25 de todas las hojas; de tardías y recalificadas, todas (hasta 5000)' }),
  rucs: z
    .string()
    .regex(/^\d{11}(?:,\d{11}){0,999}$/, { error: 'field/value' })
    .optional()
    .meta({ description: 'Proveedores, separados por comas; sin ellos, todos los que usted puede ver' }),
  from: civilDate.optional().meta({ description: 'Presentadas desde este día, en Lima' }),
  to: civilDate.optional(),
  position: ledgerPosition.optional().meta({ description: 'Posición del libro mayor; sin ella, la de ahora' }),
});

export const sheetQuery = z.strictObject({
  copy: z.enum(['consumer', 'provider', 'indecopi'], { error: 'field/value' }).optional(),
});

export const previewQuery = z.strictObject({
  filedOn: civilDate,
  sector: sector.default('general'),
  type: sheetType.default('reclamo'),
});
