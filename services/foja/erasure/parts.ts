import { join } from 'node:path';
import { openCaseFiles } from '@foja/casefiles';
import { createDocuments } from '@foja/documents';
import { forgetMail } from '@foja/notifications';
import type pg from 'pg';
import { CASE_FILES_FOLDER } from '../data-dir.ts';
import { openFiles } from '../files.ts';
import type { Ledger } from '../ledger.ts';
import { type ReadModelSession, readModelPool, withReadModels } from '../read-models.ts';
import { now } from '../session.ts';
import type { Environment, Settings } from '../settings.ts';
import type { ErasureParts } from './erasure.ts';

/** All that an erasure reaches, put together from what a server or a command has opened. */
export async function erasureParts(
  of: Pick<Ledger, 'store' | 'stored' | 'vault' | 'adminUrl'> &
    Pick<ErasureParts, 'commands' | 'projections' | 'documents' | 'caseFiles'> & {
      readonly settings: Pick<Settings, 'dataDir' | 's3'>;
      readonly pool: pg.Pool;
    },
): Promise<ErasureParts & { readonly pool: pg.Pool }> {
  const { settings, pool, commands, store, stored, vault, adminUrl, projections, documents, caseFiles } = of;
  const outbox = join(settings.dataDir, 'outbox');
  return {
    ...{ commands, store, stored, vault, adminUrl, projections, documents, caseFiles, pool },
    files: await openFiles(settings),
    forgetMail: (claimIds) => forgetMail({ pool, outbox }, claimIds),
    clock: now,
  };
}

/** The same for one command, which feeds the read models itself where no server does. */
export async function withErasure<T>(
  environment: Environment,
  work: (parts: ErasureParts & { readonly pool: pg.Pool }, session: ReadModelSession) => Promise<T>,
): Promise<T> {
  return withReadModels(environment, async (session) => {
    const { commands, settings, appUrl } = session;
    await session.caughtUp(READ_MODELS_MS);
    const pool = readModelPool(appUrl);
    const files = await openFiles(settings);
    const quiet = { warn: () => undefined, error: () => undefined };
    const documents = await createDocuments({ files, pool, commands, clock: now, log: quiet });
    const caseFiles = await openCaseFiles({
      ...session,
      ...{ pool, files, documents, folder: join(settings.dataDir, CASE_FILES_FOLDER), clock: now },
      log: { info: () => undefined, ...quiet },
    });
    try {
      return await work(await erasureParts({ ...session, documents, caseFiles, pool }), session);
    } finally {
      await documents.close();
      await pool.end();
    }
  });
}

const READ_MODELS_MS = 60_000;
