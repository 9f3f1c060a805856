import { buildApp } from '@foja/api';
import type { ServedFeeds } from '@foja/api/dependencies.ts';
import { type CaseFiles, vaultDisclosures } from '@foja/casefiles';
import { type CommandSide, createCommands } from '@foja/commands';
import { readRetention } from '@foja/commands/retention.ts';
import type { Traces } from '@foja/ledger/tracing/port.ts';
import { tracedStore } from '@foja/ledger/tracing/store.ts';
import { watchedStore } from '@foja/ledger/watched.ts';
import type { Mail } from '@foja/notifications';
import { createProjections, type Projections } from '@foja/projections';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Logger } from 'pino';
import { openCaseFileService } from './background/case-files.ts';
import { type FeedService, openFeedService } from './background/feeds.ts';
import { openMailService } from './background/mail.ts';
import type { Part, PartState } from './background/parts.ts';
import { openWebhookDesk } from './background/webhooks.ts';
import { carryOutErasure, type ErasureParts } from './erasure/erasure.ts';
import { erasureParts } from './erasure/parts.ts';
import type { Ledger } from './ledger.ts';
import { openPages, type Pages } from './pages.ts';
import { readModelPool } from './read-models.ts';
import { sealedCaseFiles } from './sealing/case-files.ts';
import { openSealing, type Sealing } from './sealing/service.ts';
import { verificationOf } from './sealing/verification.ts';
import type { Secrets } from './secrets.ts';
import { now } from './session.ts';
import type { Settings } from './settings.ts';
import { programVersion } from './version.ts';

/** All that a process works with, opened and tied together; nothing runs yet. */
export interface House extends Pick<Ledger, 'store' | 'vault'> {
  readonly settings: Settings;
  readonly pool: pg.Pool;
  readonly commands: CommandSide;
  readonly projections: Projections;
  readonly sealing: Sealing;
  readonly mail: Mail;
  readonly caseFiles: CaseFiles;
  readonly feeds: FeedService;
  readonly erasure: ErasureParts & { readonly pool: pg.Pool };
  readonly pages: Pages;
  readonly clock: () => string;
  /** Where a process without `api` only answers how it does. */
  readonly app: FastifyInstance;
  /** What was opened here; the ledger is for whoever opened it to close. */
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly ledger: Ledger;
  readonly parts: ReadonlySet<Part>;
  readonly states: ReadonlyMap<Part, PartState>;
  /** The made-up firm may be registered here. */
  readonly demo: boolean;
  /** Where the server listens; empty until it does. */
  readonly address: () => string;
  /** Undefined: nobody collects traces. */
  readonly traces: Traces | undefined;
  /** Told when the ledger can no longer be followed. */
  readonly failed: (error: unknown) => void;
  readonly log: Logger;
}

export async function openHouse(options: HouseOptions): Promise<House> {
  const { settings, secrets, ledger, parts, states, demo, address, traces, failed, log } = options;
  const { stored, appUrl } = ledger;
  const watched = watchedStore(ledger.store);
  const store = traces === undefined ? watched : tracedStore(watched, traces);
  const clock = now;
  const publicUrl = () => settings.publicUrl ?? address();
  const pool = readModelPool(appUrl);
  const sealing = openSealing({ ...ledger, settings, log });
  const proofFile = (claimId: string) => sealing.proofFile(claimId);
  const commands = await createCommands({ store, clock, failed });
  const projections = createProjections({ pool, store, log, traces });
  await projections.prepare();
  const checking = { verification: verificationOf(sealing, pool), proofFile };
  const common = { settings, secrets, store, pool, commands, projections, publicUrl, clock, traces, log };
  const pages = await openPages({ ...common, stored, sealing, checking, demo });
  const { documents, files } = pages;
  const { deadlines } = projections.queries;
  // Before any claim is taken: what lies in the ledger by then gets no mail.
  const mail = await openMailService({ ...common, appUrl, deadlines, documents, proofFile });
  const caseFiles = await openCaseFileService({
    ...common,
    ...{ stored, documents, files, mail, dataDir: settings.dataDir },
    ...sealedCaseFiles(sealing.log, await sealing.key()),
    disclosures: vaultDisclosures(ledger.vault),
  });
  const erasure = await erasureParts({ ...ledger, settings, pool, commands, projections, documents, caseFiles });
  const feeds = await openFeedService({ ...common, appUrl, stored, sealing });
  const webhooks = await openWebhookDesk({ ...ledger, settings, commands, feeds, clock });
  const app = await buildApp({
    ...{ commands, projections, documents, caseFiles, store, stored, sealing, log, clock },
    takesAppends: watched.takesAppends,
    erasure: {
      rules: () => readRetention(store),
      carryOut: async (claimId) => void (await carryOutErasure(erasure, [claimId])),
    },
    waitingFilings: () => commands.waitingFilings(),
    mails: () => mail.counts(),
    feeds: servedFeeds(feeds, settings),
    webhooks,
    traces,
    parts: () => [...states].map(([name, state]) => ({ name, state })),
    houseOnly: !parts.has('api'),
    settings: {
      ...secrets,
      rateLimit: settings.rateLimit,
      version: programVersion(),
    },
  });
  if (parts.has('api')) await pages.register(app, { mail, caseFiles, webhooks });
  return {
    vault: ledger.vault,
    ...{ settings, store, pool, commands, projections, sealing, mail, caseFiles, feeds, erasure, pages, clock, app },
    async close() {
      await Promise.all([projections.stop(), commands.close()]);
      await Promise.all([mail.close(), pages.close(), feeds.close()]);
      await sealing.close();
      await pool.end();
    },
  };
}

/** How Kafka does is told where there is one. */
function servedFeeds({ kafka, ...feeds }: FeedService, settings: Settings): ServedFeeds {
  return settings.kafka === undefined ? feeds : { ...feeds, kafka };
}
