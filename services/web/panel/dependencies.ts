import type { ReadModels } from '@foja/api';
import type { CaseFiles } from '@foja/casefiles';
import type { Commands } from '@foja/commands/commands.ts';
import type { Documents } from '@foja/documents';
import type { Webhooks } from '@foja/feeds/webhooks/index.ts';
import type { FileStore } from '@foja/files';
import type { EventStore } from '@foja/ledger/port.ts';
import type { MailLog } from '@foja/notifications';
import type { ErrorLog } from '../layout/index.ts';
import type { Staff } from '../staff/index.ts';
import type { Issuer } from '../staff/oidc/issuer.ts';

/** What the panel needs and does not make itself; composed by services/foja. */
export interface PanelDependencies {
  readonly commands: Commands;
  readonly projections: ReadModels;
  readonly store: EventStore;
  /** What Indecopi asked for; the panel makes none. */
  readonly caseFiles: Pick<CaseFiles, 'concerning'>;
  /** Absent: nothing is sent to firms' systems from here. */
  readonly webhooks?: Webhooks | undefined;
  readonly staff: Staff;
  /** Of the accounts that organisations give; without one people come in with their passwords only. */
  readonly issuer?: Issuer | undefined;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  /** Told ids, never names or addresses. */
  readonly log: ErrorLog & { info(about: object, message: string): void };
  readonly settings: PanelSettings;
  /** Where evidence is kept; without one nothing can be attached here. */
  readonly files?: FileStore;
  /** What became of mails; without one the panel says that no mail is sent. */
  readonly mailLog?: MailLog;
  /** True where no mail server is set: mails are written to a folder, and reach nobody by themselves. */
  readonly mailStaysHere?: boolean;
  /** Sends the link by which somebody new chooses a password; without one the administrator is shown it. */
  readonly sendInvitation?: (to: {
    readonly email: string;
    readonly name: string;
    readonly link: string;
  }) => Promise<void>;
  /** Copies to print and as PDF. */
  readonly documents: PanelDocuments;
}

export type PanelDocuments = Pick<
  Documents,
  | 'sheet'
  | 'answer'
  | 'computation'
  | 'sheetHtml'
  | 'answerHtml'
  | 'answerPreview'
  | 'computationHtml'
  | 'backupSheets'
  | 'backupSheetsHtml'
>;

export interface PanelSettings {
  /** False only for tests of load. */
  readonly rateLimit: boolean;
  /** `https://libro.example`; undefined: as the browser asked. */
  readonly publicUrl?: string | undefined;
}
