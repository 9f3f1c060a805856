import type { DeadlinesPageAnswer } from '@foja/contracts/http/answers.ts';
import { csvLine } from './csv.ts';

type Item = DeadlinesPageAnswer['items'][number];
type Page = Pick<DeadlinesPageAnswer, 'items' | 'nextCursor'>;

/** What one answer holds; a spreadsheet that has more is asked for by book. */
export const CSV_ROWS_MAX = 20_000;

const COLUMNS = [
  'sheetNumber',
  'bookCode',
  'type',
  'state',
  'filedOn',
  'dueOn',
  'daysLeft',
  'unit',
  'closedOn',
  'viewed',
  'copiesPending',
  'ruc',
  'claimId',
] as const satisfies readonly (keyof Item)[];

/** The whole list, not a page of it, for who has only a spreadsheet: RFC 4180 in UTF-8, no personal data. */
export async function deadlinesCsv(page: (cursor: string | undefined) => Promise<Page>): Promise<string> {
  const lines = [`${COLUMNS.join(',')}\r\n`];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page(cursor);
    for (const item of items) lines.push(csvLine(COLUMNS.map((column) => cellOf(item[column]))));
    cursor = nextCursor;
  } while (cursor !== undefined && lines.length <= CSV_ROWS_MAX);
  return lines.join('');
}

function cellOf(value: Item[(typeof COLUMNS)[number]]): string | number {
  return typeof value === 'number' ? value : String(value ?? '');
}
