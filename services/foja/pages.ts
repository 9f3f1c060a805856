import { join } from 'node:path';
import { trackingTokens } from '@foja/api';
import type { CaseFiles } from '@foja/casefiles';
import type { CommandSide } from '@foja/commands';
import { createDocuments, type Documents } from '@foja/documents';
import type { Webhooks } from '@foja/feeds/webhooks/index.ts';
import type { FileStore } from '@foja/files';
import type { EventStore } from '@foja/ledger';
import type { Mail } from '@foja/notifications';
import type { Projections } from '@foja/projections';
import { openStaging, registerWeb, type WebDependencies } from '@foja/web';
import { type BureauDependencies, registerAudit } from '@foja/web/audit/index.ts';
import { registerIndecopi } from '@foja/web/indecopi/index.ts';
import { registerPanel } from '@foja/web/panel/index.ts';
import { openStaff, type Staff } from '@foja/web/staff/index.ts';
import { openIssuer } from '@foja/web/staff/oidc/issuer.ts';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Logger } from 'pino';
import { demoRuc } from './demo.ts';
import { openFiles } from './files.ts';
import { derived, type Secrets } from './secrets.ts';
import { now } from './session.ts';
import type { Settings } from './settings.ts';

export interface PagesOptions {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly store: EventStore;
  /** The same, boxes closed; and what was sealed of it. */
  readonly stored: BureauDependencies['stored'];
  readonly sealing: BureauDependencies['sealing'];
  readonly pool: pg.Pool;
  readonly commands: CommandSide;
  readonly projections: Projections;
  readonly checking: Pick<WebDependencies, 'verification' | 'proofFile'>;
  readonly publicUrl: () => string;
  readonly log: Logger;
  /** The made-up firm may be registered here: its administrator may go without a second factor, and nobody else's. */
  readonly demo: boolean;
}

/** Made after the papers, which it needs. */
interface Beside {
  readonly mail: Pick<Mail, 'log' | 'sendInvitation'>;
  readonly caseFiles: CaseFiles;
  readonly webhooks: Webhooks;
}

/** What people see, and the papers and people behind it; made before the app, which prints with it. */
export interface Pages {
  readonly documents: Documents;
  readonly files: FileStore;
  readonly staff: Staff;
  register(app: FastifyInstance, beside: Beside): Promise<void>;
  close(): Promise<void>;
}

export async function openPages(options: PagesOptions): Promise<Pages> {
  const { settings, secrets, store, stored, sealing, pool, commands, projections, checking, publicUrl, log, demo } =
    options;
  const { dataDir, rateLimit } = settings;
  const files: FileStore = await openFiles(settings);
  const staging = await openStaging(join(dataDir, 'staging'));
  const tokens = trackingTokens(secrets.trackingKey);
  const clock = now;
  const documents = await createDocuments({
    files,
    pool,
    commands,
    clock,
    log: { warn: (message) => log.warn(message), error: (message) => log.error(message) },
    followUrl: (claimId) => `${publicUrl()}/seguimiento/${tokens.tokenFor(claimId)}`,
    verifyUrl: () => `${publicUrl()}/verificar`,
  });
  const secret = derived(secrets.trackingKey, 'staff');
  const withoutSecondFactor = new Set(demo ? [demoRuc] : []);
  const staff = await openStaff({ pool, commands, clock, secret, withoutSecondFactor });
  const common = { commands, projections, clock, log, files };
  const shown = { rateLimit, publicUrl: settings.publicUrl };
  const issuer = settings.oidc === undefined ? undefined : openIssuer(settings.oidc);
  const mailStaysHere = settings.smtpUrl === undefined;
  return {
    documents,
    files,
    staff,
    async register(app, { mail, caseFiles, webhooks }) {
      const trackingKey = secrets.trackingKey;
      await registerWeb(app, {
        ...common,
        staging,
        documents,
        ...checking,
        settings: { ...shown, trackingKey, demoRuc, mailStaysHere },
      });
      // Without a mail server an invitation would only reach the outbox: the administrator hands the link over instead.
      const inviting = mailStaysHere ? {} : { sendInvitation: mail.sendInvitation };
      const mailLog = mail.log;
      await registerPanel(app, {
        ...common,
        ...inviting,
        store,
        caseFiles,
        webhooks,
        staff,
        documents,
        mailLog,
        mailStaysHere,
        issuer,
        settings: shown,
      });
      const organisation =
        issuer === undefined ? undefined : { issuer, sealing: staff.sealing, publicUrl: settings.publicUrl };
      await registerIndecopi(app, { commands, projections, caseFiles, store, pool, clock, log, organisation });
      await registerAudit(app, { commands, projections, stored, sealing, pool, clock, log });
    },
    async close() {
      staging.close();
      await documents.close();
    },
  };
}
