import { join } from 'node:path';
import { trackingTokens } from '@foja/api';
import { openPool } from '@foja/ledger';
import { type Mail, type MailOptions, openMail, outboxTransport, smtpTransport } from '@foja/notifications';
import type { Secrets } from '../secrets.ts';
import type { Settings } from '../settings.ts';
import { afterOthers } from './after-others.ts';

const CONNECTIONS = 6;
const STATEMENT_MS = 30_000;

export interface MailServiceOptions
  extends Pick<
    MailOptions,
    'store' | 'commands' | 'deadlines' | 'documents' | 'proofFile' | 'publicUrl' | 'clock' | 'log'
  > {
  readonly settings: Pick<Settings, 'dataDir' | 'smtpUrl' | 'mailFrom'>;
  readonly secrets: Pick<Secrets, 'trackingKey'>;
  /** Of the application role. */
  readonly appUrl: string;
}

/** Mail by the server that is set, else as files in DATA_DIR/outbox. Open it before claims are taken; close it last. */
export async function openMailService({ settings, secrets, appUrl, ...rest }: MailServiceOptions): Promise<Mail> {
  const { dataDir, smtpUrl, mailFrom: from } = settings;
  const pool = openPool(appUrl, { applicationName: 'foja mail', max: CONNECTIONS, statementTimeoutMs: STATEMENT_MS });
  const transport =
    smtpUrl === undefined
      ? outboxTransport({ folder: join(dataDir, 'outbox'), from })
      : smtpTransport({ url: smtpUrl, from });
  const tokens = trackingTokens(secrets.trackingKey);
  const mail = await openMail({
    ...rest,
    afterOthers,
    pool,
    transport,
    trackingToken: (claimId) => tokens.tokenFor(claimId),
  });
  return {
    ...mail,
    async close() {
      await mail.close();
      await pool.end();
    },
  };
}
