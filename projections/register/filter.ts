import { addDays, isCivilDate } from '@foja/domain/deadline/index.ts';
import type { RegisterSearch } from '../queries.ts';
import type { Cursor } from '../reading/cursor.ts';
import type { Parameters } from '../reading/sql.ts';
import { register } from './projection.ts';

/** A search, its words and numbers read. */
export interface Filter extends RegisterSearch {
  readonly words: readonly string[] | undefined;
  readonly number: { readonly correlative: number; readonly year: number | undefined } | undefined;
}

export const TABLE = 'proj_register.claims';
export const FIELDS = Object.keys(register.columns).filter((field) => field !== 'words');

/** Words hold letters and digits only, so quoting them is enough. */
export function tsquery(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' & ');
}

/** The stretch of filing instants, and the place to go on from. */
export function* rangeConditions(filter: Filter, from: Cursor | undefined, table: string, parameters: Parameters) {
  const { filedFrom, filedTo } = filter;
  if (filedFrom !== undefined) yield `${table}.filed_at >= ${parameters.add(midnight(filedFrom), 'timestamptz')}`;
  if (filedTo !== undefined)
    yield `${table}.filed_at < ${parameters.add(midnight(addDays(filedTo, 1)), 'timestamptz')}`;
  if (from === undefined) return;
  const [at, id] = [parameters.add(from.at, 'timestamptz'), parameters.add(from.claimId, 'uuid')];
  yield `(${table}.filed_at, ${table}.claim_id) < (${at}, ${id})`;
}

/** Where a day begins in Lima. */
export function midnight(date: string): string {
  if (!isCivilDate(date)) throw new RangeError(`not a date: ${JSON.stringify(date)}`);
  return `${date}T00:00:00-05:00`;
}
