import { openEmbedded } from '@foja/ledger';
import pg from 'pg';
import { runFoja } from './server.ts';

/** @returns the provider with the most claims, and a key to look at them. */
export async function largestProvider(dataDir: string): Promise<{ readonly ruc: string; readonly key: string }> {
  const ruc = await withPostgres(dataDir, async ({ adminUrl }) => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    const { rows } = await client.query<{ ruc: string }>(
      'SELECT ruc FROM proj_register.claims GROUP BY ruc ORDER BY count(*) DESC LIMIT 1',
    );
    await client.end();
    return rows[0]?.ruc ?? '';
  });
  const args = ['keys', 'issue', '--ruc', ruc, '--role', 'viewer', '--label', 'bench', '--json'];
  const { output } = await runFoja(dataDir, args);
  return { ruc, key: (JSON.parse(output) as { key: string }).key };
}

/** Its PostgreSQL, for as long as `work` takes. */
export async function withPostgres<T>(
  dataDir: string,
  work: (urls: { readonly adminUrl: string; readonly appUrl: string }) => Promise<T>,
): Promise<T> {
  const server = await openEmbedded({ dataDir, log: () => undefined });
  try {
    return await work(server);
  } finally {
    await server.release();
  }
}
