import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { buildApp, type Limits, trackingTokens } from '@foja/api';
import type { SealedLedger } from '@foja/api/dependencies.ts';
import { type CaseFiles, type Notice, openCaseFiles, vaultDisclosures } from '@foja/casefiles';
import { readRetention } from '@foja/commands/retention.ts';
import { createDocuments, type Documents } from '@foja/documents';
import { claimStream } from '@foja/domain/claim/index.ts';
import type { SignerKey, VerifierKey } from '@foja/domain/ledger/index.ts';
import { feedStatus, openFeedReaders, openPostgresFeeds, openWriterTable } from '@foja/feeds';
import {
  migrateWebhooks,
  openWebhooks,
  webhookDesk,
  webhookNetworks,
  webhookSecrets,
} from '@foja/feeds/webhooks/index.ts';
import {
  forgetful,
  newLogKey,
  openSealedLog,
  openSealTable,
  proofFileOf,
  sealAll,
  sealingLag,
} from '@foja/ledger/sealing/index.ts';
import type { FastifyInstance } from 'fastify';
import { carryOutErasure } from 'foja/erasure/erasure.ts';
import { sealedCaseFiles } from 'foja/sealing/case-files.ts';
import type { Engine } from '../support/engine.ts';
import { type Ground, openGround } from '../support/ground.ts';
import { type Client, clientOf } from './client.ts';

/** The whole house but its composition root, on a database of its own: API, commands, read models, PostgreSQL. */
export interface House extends Omit<Ground, 'folder' | 'log' | 'clock' | 'settled'> {
  readonly app: FastifyInstance;
  readonly documents: Documents;
  readonly caseFiles: CaseFiles;
  /** What providers were told of case files. */
  readonly notices: readonly Notice[];
  /** Folder of the case files. */
  readonly workshop: string;
  readonly logKey: VerifierKey;
  /** Seals what there is; nobody else does. @returns the size of the log. */
  readonly seal: () => Promise<number>;
  /** What signs the log: for two histories under one key. */
  readonly signer: SignerKey;
  /** The operator's client. */
  readonly operator: Client;
  readonly nobody: Client;
  readonly trackingKey: Uint8Array;
}

export interface HouseOptions {
  readonly now?: string;
  readonly limits?: Partial<Limits>;
  readonly rateLimit?: boolean;
  /** Where its events are. */
  readonly engine?: Engine;
  /** Pages beside the API, before it is ready. */
  readonly alsoRegister?: (
    app: FastifyInstance,
    of: Pick<House, 'commands' | 'projections' | 'caseFiles' | 'store' | 'stored' | 'pool'> & {
      readonly clock: () => string;
      readonly sealing: SealedLedger;
    },
  ) => Promise<void>;
}

export const OPERATOR_KEY = 'operator-key-of-the-tests';
export const NOW = '2026-10-05T18:42:00-05:00';

export async function openHouse({
  now = NOW,
  limits = {},
  rateLimit = false,
  engine,
  alsoRegister,
}: HouseOptions = {}): Promise<House> {
  const ground = await openGround(now, engine);
  const { store, stored, vault, appUrl, pool, commands, projections, files, folder, log, clock } = ground;
  const trackingKey = Buffer.alloc(32, randomUUID());
  const notices: Notice[] = [];
  const quiet = { warn: () => undefined, error: () => undefined };
  const tokens = trackingTokens(trackingKey);
  const followUrl = (claimId: string) => `https://libro.example/seguimiento/${tokens.tokenFor(claimId)}`;
  const documents = await createDocuments({ files, pool, commands, clock, log: quiet, followUrl });
  const workshop = join(folder, 'expedientes');
  const table = openSealTable(pool);
  const sealedLog = openSealedLog(table);
  const key = newLogKey('libro.example/ledger');
  const caseFiles = await openCaseFiles({
    // Nothing is sealed here but by `seal`: what waits for it would wait in vain.
    ...sealedCaseFiles(sealedLog, key, { sealedMs: 0 }),
    store,
    stored,
    disclosures: vaultDisclosures(vault),
    pool,
    commands,
    projections,
    documents,
    files,
    folder: workshop,
    clock,
    log,
    tell: async (notice) => void notices.push(notice),
  });
  const sealing: SealedLedger = {
    log: sealedLog,
    proofFile: (claimId) => proofFileOf(claimStream(claimId), { stored, vault, log: sealedLog }),
    state: async () => ({ state: 'standby', ...(await sealingLag({ table, stored }, Date.parse(clock()))) }),
  };
  const feeds = await openPostgresFeeds({ pool, url: appUrl });
  const readers = openFeedReaders(pool);
  const writing = { log: feeds, readers, table: openWriterTable(pool), stored, now: () => Date.parse(clock()) };
  await migrateWebhooks(pool);
  const desk = webhookDesk(pool);
  const networks = webhookNetworks(['127.0.0.0/8']);
  const webhooks = openWebhooks({ commands, log: feeds, secrets: webhookSecrets(vault), desk, networks, clock });
  const app = await buildApp({
    commands,
    projections,
    documents,
    caseFiles,
    erasure: {
      rules: () => readRetention(store),
      carryOut: async (claimId) => {
        const parts = { store, stored, vault, projections, documents, caseFiles, files, forgetMail: async () => 0 };
        await carryOutErasure(parts, [claimId]);
      },
    },
    store,
    takesAppends: store.takesAppends,
    stored,
    sealing,
    webhooks,
    feeds: { log: feeds, readers, status: () => feedStatus(writing), heartbeatMs: 250 },
    clock,
    log,
    settings: { operatorKey: OPERATOR_KEY, trackingKey, rateLimit, limits },
  });
  await alsoRegister?.(app, { commands, projections, caseFiles, store, stored, sealing, pool, clock });
  await app.ready();
  return {
    ...ground,
    app,
    trackingKey,
    documents,
    caseFiles,
    notices,
    workshop,
    logKey: key.key,
    signer: key,
    seal: async () => (await sealAll({ stored, table, key, memory: forgetful() }))?.size ?? 0,
    operator: clientOf(app, OPERATOR_KEY),
    nobody: clientOf(app),
    async close() {
      await app.close();
      await documents.close();
      await feeds.close();
      await ground.close();
    },
  };
}
