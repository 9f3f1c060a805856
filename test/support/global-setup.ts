import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openEmbedded } from '@foja/ledger';
import type { TestProject } from 'vitest/node';
import { inDatabase, TEMPLATE } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URLs of the run's own embedded server; the path names the database the specs start from. */
    readonly postgres: { readonly adminUrl: string; readonly appUrl: string };
    /** A DATA_DIR to copy: a database made, migrated and at rest. */
    readonly prepared: string;
  }
}

/** One embedded PostgreSQL for the whole run, outside the checkout, gone afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'foja-test-'));
  const [dataDir, prepared] = [join(home, 'house'), join(home, 'prepared')];
  chmodSync(home, 0o711); // the server's own user must get through
  const first = await openEmbedded({ dataDir, log: () => undefined });
  await migrate(first.adminUrl);
  await first.stop();
  execFileSync('cp', ['-a', dataDir, prepared]);
  rmSync(join(prepared, 'postgres', 'cluster', 'foja.conf')); // each server chooses its port
  const server = await openEmbedded({ dataDir, log: () => undefined });
  await inDatabase(server.adminUrl, (client) =>
    client.query(`CREATE DATABASE ${TEMPLATE} TEMPLATE foja STRATEGY FILE_COPY`),
  );
  // Nothing here outlives the run. What a crash leaves behind is shown on servers that the specs start for themselves.
  await inDatabase(server.adminUrl, async (client) => {
    for (const setting of ['fsync', 'full_page_writes']) await client.query(`ALTER SYSTEM SET ${setting} = off`);
    await client.query('SELECT pg_reload_conf()');
  });
  project.provide('postgres', { adminUrl: server.adminUrl, appUrl: server.appUrl });
  project.provide('prepared', prepared);
  return async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
}
