import type { Claim, Commands } from '@foja/commands/commands.ts';
import type { Documents, StoredDocument } from '@foja/documents';
import { regimeOf } from '@foja/domain/claim/index.ts';
import { type Law, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { DeadlineQueries } from '@foja/projections';
import { stillNeeded } from '../intents/on-event.ts';
import {
  type Attached,
  answerLetter,
  type ConsumerLetter,
  copyLetter,
  extensionLetter,
  offerLapsingLetter,
  offerLetter,
} from '../letters/consumer.ts';
import { digestLetter, worthTelling } from '../letters/digest.ts';
import { htmlOf, type Letter, textOf } from '../letters/letter.ts';
import type { Links } from '../letters/links.ts';
import {
  caseFileLetter,
  indecopiRequestLetter,
  newClaimLetter,
  offerAnsweredLetter,
  reminderLetter,
} from '../letters/provider.ts';
import { pausedWebhookLetter } from '../letters/webhook.ts';
import type { MailIntent } from '../mail.ts';
import { type ProofFileOf, proofAttacher } from './proof.ts';
import type { Attachment, Message } from './transport.ts';

export interface ComposeOptions {
  readonly commands: Pick<Commands, 'claim' | 'provider' | 'law' | 'lawAt'>;
  readonly deadlines: Pick<DeadlineQueries, 'dashboard' | 'list'>;
  /** Without them nothing is attached; the mail says everything itself, and where the document is. */
  readonly documents: MailDocuments | undefined;
  readonly links: Links;
  readonly clock: () => string;
  /** Longest wait for a PDF. */
  readonly pdfWaitMs: number;
  /** Absent: nothing is sealed here, and copies go without a proof. */
  readonly proofFile?: ProofFileOf | undefined;
  /** Longest wait for a proof. */
  readonly proofWaitMs: number;
}

export type MailDocuments = Pick<Documents, 'sheet' | 'sheetHtml' | 'answer' | 'answerHtml'>;

export interface Composed {
  readonly message: Message;
  /** Of the PDF attached. */
  readonly documentSha256: string | undefined;
}

const URGENT_MAX = 20;

/** The mail as it is sent now, from what the ledger says now; undefined where nobody needs it any more. */
export function composer(options: ComposeOptions): (mail: MailIntent) => Promise<Composed | undefined> {
  const { commands, deadlines, documents, links, clock, proofFile } = options;
  const proofOf = proofFile === undefined ? undefined : proofAttacher(proofFile, options.proofWaitMs);

  async function onClaim(mail: MailIntent, claimId: string): Promise<Composed | undefined> {
    const claim = await commands.claim(claimId);
    const today = limaDateOf(clock());
    if (claim === undefined || !stillNeeded(mail, claim.state, today)) return undefined;
    const { email } = claim.state.filed.consumer;
    const law = await commands.lawAt(claim.state.lawVersion);
    if (mail.recipient === 'consumer') {
      return email === undefined ? undefined : toConsumer(mail, claim, { law, email });
    }
    const letter = providerLetter(mail, { claim, law, today, link: links.panelClaim(claimId) });
    return { message: message(mail, letter, await providerAddresses(mail.ruc), []), documentSha256: undefined };
  }

  async function toConsumer(
    mail: MailIntent,
    claim: Claim,
    { law, email }: { readonly law: Law; readonly email: string },
  ): Promise<Composed> {
    const [{ attached, attachments, documentSha256 }, proof] = await Promise.all([
      attach(mail, claim),
      mail.kind === 'copy' ? proofOf?.(claim) : undefined,
    ]);
    const about = {
      claim,
      regime: regimeOf(law, claim.state),
      follow: links.follow(claim.state.filed.claimId),
      attached,
      ...(proof === undefined ? {} : { verify: links.verify() }),
    };
    const all = proof === undefined ? attachments : [...attachments, proof];
    const replyTo = (await commands.provider(mail.ruc)).registered?.email;
    return {
      message: { ...message(mail, consumerLetter(mail, about), [email], all), replyTo },
      documentSha256,
    };
  }

  /** The PDF; where it takes too long, or cannot be made, the HTML that prints the same. */
  async function attach(mail: MailIntent, claim: Claim) {
    const nothing = { attached: 'nothing' as Attached, attachments: [] as Attachment[], documentSha256: undefined };
    if (documents === undefined || (mail.kind !== 'copy' && mail.kind !== 'answer')) return nothing;
    const copy = mail.kind === 'copy';
    const pdf = await within(options.pdfWaitMs, async () => {
      const document = await (copy ? documents.sheet(claim, 'consumer') : documents.answer(claim));
      return { document, bytes: await document.bytes() };
    });
    if (pdf !== undefined) return { ...nothing, attached: 'pdf' as Attached, ...pdfAttachment(pdf) };
    const html = await (copy ? documents.sheetHtml(claim, 'consumer') : documents.answerHtml(claim));
    const attachment: Attachment = {
      fileName: `${copy ? 'hoja' : 'respuesta'}-${claim.state.number?.sheetNumber ?? ''}.html`,
      mediaType: 'text/html; charset=utf-8',
      bytes: Buffer.from(html),
    };
    return { ...nothing, attached: 'html' as Attached, attachments: [attachment] };
  }

  async function digest(mail: MailIntent): Promise<Composed | undefined> {
    const today = limaDateOf(clock());
    if (mail.about.day !== today) return undefined; // yesterday's news
    const of = { rucs: [mail.ruc], today, law: commands.law() };
    const dashboard = await deadlines.dashboard(of);
    if (!worthTelling(dashboard)) return undefined;
    const urgent = await deadlines.list({ ...of, states: ['overdue', 'due-soon'], limit: URGENT_MAX });
    const { registered } = await commands.provider(mail.ruc);
    const firm = registered?.tradeName ?? registered?.legalName ?? '';
    const letter = digestLetter({ firm, dashboard, urgent: urgent.items, link: links.panel() });
    return { message: message(mail, letter, await providerAddresses(mail.ruc), []), documentSha256: undefined };
  }

  /** Where the firm wants to be told; else its own address. */
  async function providerAddresses(ruc: string): Promise<readonly string[]> {
    const { registered, notificationAddresses } = await commands.provider(ruc);
    if (notificationAddresses.length > 0) return notificationAddresses;
    if (registered === undefined) throw new Error('the provider of a mail is not known');
    return [registered.email];
  }

  async function caseFile(mail: MailIntent): Promise<Composed> {
    const { registered } = await commands.provider(mail.ruc);
    const firm = registered?.tradeName ?? registered?.legalName ?? '';
    const { reference = '', dueOn } = mail.about;
    const letter = caseFileLetter({ firm, reference, dueOn, link: links.panel() });
    return { message: message(mail, letter, await providerAddresses(mail.ruc), []), documentSha256: undefined };
  }

  async function pausedWebhook(mail: MailIntent): Promise<Composed> {
    const { host = '', pausedBecause: reason = 'failing' } = mail.about;
    const letter = pausedWebhookLetter({ host, reason, link: links.panelWebhooks() });
    return { message: message(mail, letter, await providerAddresses(mail.ruc), []), documentSha256: undefined };
  }

  return async (mail) => {
    if (mail.claimId !== undefined) return onClaim(mail, mail.claimId);
    if (mail.kind === 'webhook-paused') return pausedWebhook(mail);
    return mail.kind === 'case-file' ? caseFile(mail) : digest(mail);
  };
}

function consumerLetter({ kind, about }: MailIntent, of: ConsumerLetter): Letter {
  switch (kind) {
    case 'copy':
      return copyLetter(of);
    case 'offer':
      return offerLetter(of, about.offerNumber ?? 0);
    case 'offer-lapsing':
      return offerLapsingLetter(of, about.offerNumber ?? 0);
    case 'extension':
      return extensionLetter(of);
    case 'answer':
      return answerLetter(of);
    default:
      throw new Error(`a consumer gets no ${kind}`);
  }
}

function providerLetter({ kind, about }: MailIntent, of: Parameters<typeof newClaimLetter>[0]): Letter {
  switch (kind) {
    case 'new-claim':
      return newClaimLetter(of);
    case 'offer-answered':
      return offerAnsweredLetter(of, about.offerNumber ?? 0);
    case 'reminder':
      return reminderLetter(of);
    case 'indecopi-request':
      return indecopiRequestLetter(of, about.requestNumber ?? 0);
    default:
      throw new Error(`a provider gets no ${kind}`);
  }
}

function message(
  { messageId }: MailIntent,
  letter: Letter,
  to: readonly string[],
  attachments: readonly Attachment[],
): Message {
  return { messageId, to, subject: letter.subject, text: textOf(letter), html: htmlOf(letter), attachments };
}

function pdfAttachment({ document, bytes }: { readonly document: StoredDocument; readonly bytes: Buffer }) {
  const attachment: Attachment = { fileName: document.fileName, mediaType: 'application/pdf', bytes };
  return { attachments: [attachment], documentSha256: document.sha256 };
}

/** Undefined where it takes longer, or fails: a missing browser is no reason to send nothing. */
async function within<T>(ms: number, work: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work().catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
