import { randomUUID } from 'node:crypto';
import type { Pool } from './database.ts';

/** Filters of the list that somebody gave a name. */
export interface SavedView {
  readonly viewId: string;
  readonly name: string;
  /** As the list's address bears them, without the question mark. */
  readonly query: string;
}

/** A bound, so that the list stays one. */
const MOST = 20;

export function savedViewsIn(pool: Pool) {
  return {
    async list(staffId: string): Promise<SavedView[]> {
      const { rows } = await pool.query<{ view_id: string; name: string; query: string }>(
        'SELECT view_id, name, query FROM app.staff_saved_views WHERE staff_id = $1 ORDER BY created_at LIMIT $2',
        [staffId, MOST],
      );
      return rows.map(({ view_id, name, query }) => ({ viewId: view_id, name, query }));
    },
    /** False where there are as many as there may be. */
    async save(staffId: string, { name, query }: Omit<SavedView, 'viewId'>, now: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        `INSERT INTO app.staff_saved_views (view_id, staff_id, name, query, created_at)
         SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM app.staff_saved_views WHERE staff_id = $2) < $6`,
        [randomUUID(), staffId, name, query, now, MOST],
      );
      return rowCount === 1;
    },
    async remove(staffId: string, viewId: string): Promise<void> {
      await pool.query('DELETE FROM app.staff_saved_views WHERE staff_id = $1 AND view_id = $2', [staffId, viewId]);
    },
  };
}

export type SavedViews = ReturnType<typeof savedViewsIn>;
