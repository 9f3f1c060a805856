import type { Position, RecordedEvent } from '@foja/ledger/port.ts';

/**
 * What the sealed log can say of an event, as far as a case file needs it. Undefined means "not sealed (yet)", and the case
 * file then says so; it never means "sealed and not shown".
 */
export interface CaseFileProofs {
  /** Waits until everything up to there is sealed; false where that took too long, or nobody seals. */
  sealedUpTo(position: Position): Promise<boolean>;
  /** The last checkpoint, as a C2SP signed note; asked once for a case file, when everything else is in it. */
  checkpoint(): Promise<string | undefined>;
  /** A C2SP tlog-proof: the event's leaf is in the tree of the checkpoint that the proof brings along. */
  proofOf(event: RecordedEvent): Promise<string | typeof CHANGED | undefined>;
  /** Notes by which the log's key changed, signed by both keys each: they lead from an older key to this one. */
  keyChanges(): Promise<readonly string[]>;
  /** The log's key, as a C2SP verifier key (vkey) line. */
  readonly publicKey: string | undefined;
}

/** Another event was sealed in its place: somebody changed the ledger, and the case file says which event it is. */
export const CHANGED = Symbol('not as it was sealed');

/** Signs the manifest as a checkpoint is signed: a C2SP signed note. */
export interface ManifestSigner {
  /** @param text lines, each ended; answers the whole note. Undefined where there is no key. */
  sign(text: string): Promise<string | undefined>;
}

/** What the stored events keep sealed, opened for those who may see it. */
export interface Disclosures {
  /** The events with what is sealed in them, for the pages. */
  opened(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]>;
  /** Plain texts and salts by event, as JSON; undefined where nothing of the stream is sealed. */
  of(events: readonly RecordedEvent[]): Promise<object | undefined>;
}

export interface CaseFileLog {
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

export const notSealed: CaseFileProofs = {
  sealedUpTo: async () => false,
  checkpoint: async () => undefined,
  proofOf: async () => undefined,
  keyChanges: async () => [],
  publicKey: undefined,
};

export const unsigned: ManifestSigner = { sign: async () => undefined };

export const nothingSealed: Disclosures = { opened: async (events) => events, of: async () => undefined };
