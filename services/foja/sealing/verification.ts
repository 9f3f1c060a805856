import type { WebDependencies } from '@foja/web';
import type pg from 'pg';
import type { Sealing } from './service.ts';

/** What the public page for checking copies asks. */
export function verificationOf(
  { log }: Pick<Sealing, 'log'>,
  pool: Pick<pg.Pool, 'query'>,
): NonNullable<WebDependencies['verification']> {
  return {
    keys: () => log.keys(),
    async isPrinted(sha256) {
      const { rowCount } = await pool.query('SELECT FROM app.documents WHERE sha256 = $1 LIMIT 1', [sha256]);
      return (rowCount ?? 0) > 0;
    },
  };
}
