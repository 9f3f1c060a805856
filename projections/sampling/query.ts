import type pg from 'pg';
import type { Drawable, Population, SampleItem, SampleQueries } from '../queries.ts';
import { Parameters } from '../reading/sql.ts';

/**
 * Samples over the clocks of claims. Drawn by a hash and not by the database's random numbers, so that anybody can do it
 * again; a sort of one hash a claim, which takes a second or two at a million claims.
 */
export function sampleQueries(pool: pg.Pool): SampleQueries {
  return {
    async draw({ seed, size, ...of }) {
      if (of.rucs.length === 0) return { population: 0, items: [] };
      const parameters = new Parameters();
      const where = conditions(of, parameters);
      const rank = `sha256(convert_to(${parameters.add(seed, 'text')} || claim_id::text, 'UTF8'))`;
      const { rows } = await pool.query<SampleItem & { population: string }>(
        `SELECT claim_id AS "claimId", encode(rank, 'hex') AS rank, population, ruc, book_code AS "bookCode",
                sheet_number AS "sheetNumber", type, filed_on::text AS "filedOn", due_on::text AS "dueOn",
                closed_on::text AS "closedOn", clock = 'late' AS late
           FROM (SELECT *, ${rank} AS rank, count(*) OVER () AS population FROM proj_deadlines.claims WHERE ${where}) c
          ORDER BY c.rank, c.claim_id LIMIT ${parameters.add(size, 'int')}`,
        parameters.values,
      );
      return {
        population: Number(rows[0]?.population ?? 0),
        items: rows.map(({ population: _population, ...item }) => item),
      };
    },

    async population({ after, limit, ...of }) {
      if (of.rucs.length === 0) return [];
      const parameters = new Parameters();
      const where = conditions(of, parameters);
      const { rows } = await pool.query<Drawable>(
        `SELECT claim_id AS "claimId", ruc, filed_position::text AS "filedPosition" FROM proj_deadlines.claims
          WHERE ${where} AND claim_id > ${parameters.add(after ?? '00000000-0000-0000-0000-000000000000', 'uuid')}
          ORDER BY claim_id LIMIT ${parameters.add(limit, 'int')}`,
        parameters.values,
      );
      return rows;
    },
  };
}

const POSITIONS = {
  filed: 'filed_position',
  late: 'late_position',
  reclassified: 'reclassified_position',
} as const satisfies Record<Population['of'], string>;

function conditions({ rucs, of, position, filedFrom, filedTo }: Population, parameters: Parameters): string {
  return [
    `ruc = ANY (${parameters.add(rucs, 'text[]')})`,
    `${POSITIONS[of]} <= ${parameters.add(position.toString(), 'bigint')}`,
    ...(filedFrom === undefined ? [] : [`filed_on >= ${parameters.add(filedFrom, 'date')}`]),
    ...(filedTo === undefined ? [] : [`filed_on <= ${parameters.add(filedTo, 'date')}`]),
  ].join(' AND ');
}
