import { openPool } from '@foja/ledger';
import { ORDERED_READS } from '@foja/ledger/postgres/reader.ts';
import { to as copyTo } from 'pg-copy-streams';

/*
 * Rows of a query as PostgreSQL sends them for COPY in binary: a third of what it costs to read them as a result. Format:
 * PostgreSQL 18, "COPY", "Binary Format": a header of 19 bytes, then each row: int16 columns, and each column: int32 bytes, bytes.
 *
 * Fails: with whatever the database says, and where a row is not of the shape asked for. Not limited in time: the server sends no
 * faster than rows are taken.
 */

/** One row. Valid until the next one is asked for: all of them stand in the same memory. */
export class CopiedRow {
  bytes: Buffer = Buffer.alloc(0);
  /** Where each column begins and ends. */
  readonly from: number[] = [];
  readonly to: number[] = [];

  int8(column: number): bigint {
    return this.bytes.readBigInt64BE(this.from[column] ?? 0);
  }

  text(column: number): string {
    return this.bytes.toString('utf8', this.from[column], this.to[column]);
  }

  /** Takes the row at `at`; undefined where the bytes end before it does. @returns where the next one begins. */
  take(bytes: Buffer, at: number): number | undefined {
    if (at + 2 > bytes.length) return undefined;
    const columns = bytes.readInt16BE(at);
    let next = at + 2;
    for (let column = 0; column < columns; column += 1) {
      if (next + 4 > bytes.length) return undefined;
      const length = bytes.readInt32BE(next);
      if (length < 0) throw new Error('a column is NULL');
      this.from[column] = next + 4;
      next += 4 + length;
      this.to[column] = next;
    }
    if (next > bytes.length) return undefined;
    this.bytes = bytes;
    return next;
  }
}

const HEADER_BYTES = 19;
/** In place of a number of columns: there are no more rows. */
const END = -1;

/**
 * @param select a query in the order of an index; its values are part of its text.
 * @param each is shown every row. @param rest is awaited now and then, about every 64 kB.
 */
export async function copyRows(
  url: string,
  select: string,
  { each, rest }: { readonly each: (row: CopiedRow) => void; readonly rest: () => Promise<void> | undefined },
): Promise<void> {
  const pool = openPool(url, { applicationName: 'foja verify', max: 1, session: ORDERED_READS });
  const client = await pool.connect();
  let whole = false;
  try {
    const row = new CopiedRow();
    let left: Buffer = Buffer.alloc(0);
    let begun = false;
    for await (const chunk of client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`))) {
      const bytes = left.length === 0 ? (chunk as Buffer) : Buffer.concat([left, chunk as Buffer]);
      let at = 0;
      if (!begun && bytes.length >= HEADER_BYTES) {
        at = HEADER_BYTES;
        begun = true;
      }
      while (begun && !whole) {
        if (at + 2 <= bytes.length && bytes.readInt16BE(at) === END) {
          whole = true;
          break;
        }
        const next = row.take(bytes, at);
        if (next === undefined) break;
        each(row);
        at = next;
      }
      left = bytes.subarray(at);
      await rest();
    }
    if (!whole) throw new Error('the rows end early');
  } finally {
    client.release(!whole);
    await pool.end();
  }
}
