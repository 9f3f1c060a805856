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
  }
}

/** One embedded PostgreSQL for the whole run, outside the checkout, gone afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'foja-test-'));
  chmodSync(dataDir, 0o711); // the server's own user must get through
  const server = await openEmbedded({ dataDir, log: () => undefined });
  await inDatabase(server.adminUrl, (client) => client.query(`CREATE DATABASE ${TEMPLATE}`));
  // Nothing here outlives the run. What a crash leaves behind is shown on servers that the specs start for themselves.
  await inDatabase(server.adminUrl, async (client) => {
    for (const setting of ['fsync', 'full_page_writes']) await client.query(`ALTER SYSTEM SET ${setting} = off`);
    await client.query('SELECT pg_reload_conf()');
  });
  const template = new URL(server.adminUrl);
  template.pathname = TEMPLATE;
  await migrate(template.toString());
  project.provide('postgres', { adminUrl: server.adminUrl, appUrl: server.appUrl });
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
