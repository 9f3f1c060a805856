import { parseVerifierKey } from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import type { WebDependencies } from '@foja/web';
import type pg from 'pg';
import type { Sealing } from './service.ts';

/** What the public page for checking copies asks. */
export function verificationOf(
  { log }: Pick<Sealing, 'log'>,
  pool: Pick<pg.Pool, 'query'>,
): NonNullable<WebDependencies['verification']> {
  return {
    async key() {
      const name = await log.name();
      return name === undefined ? undefined : parseVerifierKey(primitives.sha256, name.key);
    },
    async isPrinted(sha256) {
      const { rowCount } = await pool.query('SELECT FROM app.documents WHERE sha256 = $1 LIMIT 1', [sha256]);
      return (rowCount ?? 0) > 0;
    },
  };
}
