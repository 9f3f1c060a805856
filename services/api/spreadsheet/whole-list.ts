import { Readable } from 'node:stream';
import type { Reply } from '../call.ts';
import { csvLine } from '../csv.ts';
import type { Columns } from './columns.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

/** A read model's page is this large at most. */
export const PAGE = 200;

/**
 * The whole list and no page of it, for who has only a spreadsheet: RFC 4180 in UTF-8, with the mark by which spreadsheets know
 * that. It is written as it is read; one that cannot be read to its end is cut off, never ended as if it were whole.
 */
export async function wholeList<Item>(
  columns: Columns<Item>,
  page: (cursor: string | undefined) => Promise<Page<Item>>,
): Promise<Reply> {
  // What is wrong with the question is found with the first page, before anything is answered.
  const first = await page(undefined);
  return {
    status: 200,
    contentType: 'text/csv; charset=utf-8',
    headers: { 'cache-control': 'no-store' },
    body: Readable.from(linesOf(columns, first, page), { objectMode: false }),
  };
}

async function* linesOf<Item>(
  columns: Columns<Item>,
  first: Page<Item>,
  page: (cursor: string) => Promise<Page<Item>>,
): AsyncGenerator<string> {
  const cells = Object.values(columns);
  yield `\ufeff${Object.keys(columns).join(',')}\r\n`;
  let { items, nextCursor } = first;
  for (;;) {
    if (items.length > 0) yield items.map((item) => csvLine(cells.map((of) => cellOf(of(item))))).join('');
    if (nextCursor === undefined) return;
    ({ items, nextCursor } = await page(nextCursor));
  }
}

function cellOf(value: string | number | boolean | null | undefined): string | number {
  return typeof value === 'number' ? value : String(value ?? '');
}
