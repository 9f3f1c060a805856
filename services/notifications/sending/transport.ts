/**
 * The way out for mail. `send` answers once somebody took charge of the message: a mail server, or the disk. It may be
 * asked again with the same message, and the receiver tells the repetition by its Message-ID.
 */
export interface MailTransport {
  /** @throws NotSent */
  send(message: Message): Promise<void>;
  /** True where mail only reaches a folder of ours: nobody has received it, and no event says so. */
  readonly keepsHere?: boolean;
  /** Removes what it keeps here from before an instant. */
  forget?(before: string): Promise<void>;
  close(): Promise<void>;
}

export interface Message {
  /** UUID; the Message-ID is `<messageId@foja.host>`. */
  readonly messageId: string;
  readonly to: readonly string[];
  readonly replyTo?: string | undefined;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly fileName: string;
  readonly mediaType: 'application/pdf' | 'text/html; charset=utf-8' | 'application/json';
  readonly bytes: Buffer;
}

/**
 * Nobody took charge of it, as far as is known.
 *  - `refused`: for good; the same message would be refused again.
 *  - `unreachable`: the server was not there, or took no mail of ours at all; other mails fare no better.
 *  - `later`: this message, this time.
 */
export class NotSent extends Error {
  override readonly name = 'NotSent';
  readonly kind: 'refused' | 'unreachable' | 'later';

  /** @param code says why without a server's own words, which repeat addresses. */
  constructor(kind: 'refused' | 'unreachable' | 'later', code: string) {
    super(code);
    this.kind = kind;
  }
}
