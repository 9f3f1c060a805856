import type pg from 'pg';
import type { Drawable, Population, SampleItem, SampleQueries } from '../queries.ts';
import { Parameters } from '../reading/sql.ts';

/**
 * Samples over the clocks of claims. Drawn by a hash and not by the database's random numbers, so that anybody can do it
 * again; a sort of one hash a claim, which takes some 3 s at a million claims (two busy cores).
 */
export function sampleQueries(pool: pg.Pool): SampleQueries {
  return {
    async draw({ seed, size, ...of }) {
      if (of.rucs.length === 0) return { population: 0, items: [] };
      const parameters = new Parameters();
      const where = conditions(of, parameters);
      const rank = `sha256(convert_to(${parameters.add(seed, 'text')} || claim_id::text, 'UTF8'))`;
      // Ranked by id and hash alone, so that the sort keeps only the first few, and only those are read in full.
      const { rows } = await pool.query<SampleItem & { population: string }>(
        `WITH drawn AS (SELECT claim_id, ${rank} AS rank FROM ${TABLE} WHERE ${where}
                         ORDER BY rank, claim_id LIMIT ${parameters.add(size, 'int')})
         SELECT claim_id AS "claimId", encode(rank, 'hex') AS rank, ruc, book_code AS "bookCode",
                sheet_number AS "sheetNumber", type, filed_on::text AS "filedOn", due_on::text AS "dueOn",
                closed_on::text AS "closedOn", clock = 'late' AS late,
                (SELECT count(*) FROM ${TABLE} WHERE ${where}) AS population
           FROM drawn JOIN ${TABLE} USING (claim_id) ORDER BY drawn.rank, claim_id`,
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
        `SELECT claim_id AS "claimId", ruc, filed_position::text AS "filedPosition" FROM ${TABLE}
          WHERE ${where} AND claim_id > ${parameters.add(after ?? '00000000-0000-0000-0000-000000000000', 'uuid')}
          ORDER BY claim_id LIMIT ${parameters.add(limit, 'int')}`,
        parameters.values,
      );
      return rows;
    },
  };
}

const TABLE = 'proj_deadlines.claims';

/** Each by an index; what is late has a position of it. */
const POSITIONS = {
  filed: 'filed_position',
  late: `clock = 'late' AND late_position`,
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
