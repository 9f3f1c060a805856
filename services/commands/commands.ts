import type { AuditorEvent, CaseFileEvent, EventOf, OfficialEvent, ProviderEvent, SheetType } from '@foja/contracts';
import type { AuditorState, Surroundings } from '@foja/domain/auditor/index.ts';
import type { Circumstances, ClaimEvent, ClaimState } from '@foja/domain/claim/index.ts';
import type { Law } from '@foja/domain/deadline/index.ts';
import type { Decision, Refusal } from '@foja/domain/decision.ts';
import type { CaseFileState, GrantState, GrantSurroundings } from '@foja/domain/indecopi/index.ts';
import type { ProviderState } from '@foja/domain/provider/index.ts';
import type { EventMetadata, Position } from '@foja/ledger/port.ts';

/** The command side: load a stream, decide, append at the revision that was seen; again where somebody was faster. */
export interface Commands {
  /** Files a claim and numbers its sheet; answers only once both are durable. */
  file(filing: Filing, by: Caller): Promise<FilingResult>;
  /**
   * Runs a decider over one claim; `seen`, where its stream was read a moment ago, is what is decided on first. Unless it is
   * read on afterwards, the answer's state is the one that was decided on.
   */
  onClaim(
    claimId: string,
    decide: (claim: ClaimState, about: Circumstances) => Decision<ClaimEvent>,
    by: Caller,
    options?: { readonly seen?: Claim; readonly readOn?: boolean },
  ): Promise<CommandResult<Claim>>;
  /** Runs a decider over one provider (also one that is not registered yet). */
  onProvider(
    ruc: string,
    decide: (provider: ProviderState) => Decision<ProviderEvent>,
    by: Caller,
  ): Promise<CommandResult<ProviderState>>;
  /** Runs a decider over one auditor's key (also one that is not issued yet). */
  onAuditor(
    auditorId: string,
    decide: (auditor: AuditorState, around: Surroundings) => Decision<AuditorEvent>,
    by: Caller,
  ): Promise<CommandResult<AuditorState>>;
  /** Runs a decider over the leave of one official of Indecopi (also one that is not issued yet). */
  onOfficial(
    grantId: string,
    decide: (grant: GrantState, about: Pick<GrantSurroundings, 'now'>) => Decision<OfficialEvent>,
    by: Caller,
  ): Promise<CommandResult<GrantState>>;
  /** Runs a decider over one case file (also one that was not asked for yet). */
  onCaseFile(
    exportId: string,
    decide: (caseFile: CaseFileState) => Decision<CaseFileEvent>,
    by: Caller,
  ): Promise<CommandResult<CaseFileState>>;
  /** Amends the law; claims move only by `reviseDeadlines`. */
  onLaw(decide: (law: Law) => Decision<LawEvent>, by: Caller): Promise<CommandResult<Law>>;

  /** The claim as its stream says at this moment; undefined where there is none. Always reads the store. */
  claim(claimId: string): Promise<Claim | undefined>;
  /** A provider as this process knows it, at most a moment old; `fresh` asks the store first. */
  provider(ruc: string, options?: { readonly fresh?: boolean }): Promise<ProviderState>;
  /** RUC of the provider that a book belongs to. Asks the store before it answers that there is none. */
  ownerOf(bookId: string): Promise<string | undefined>;
  /** An auditor's key as this process knows it, at most a moment old; `fresh` asks the store first. */
  auditor(auditorId: string, options?: { readonly fresh?: boolean }): Promise<AuditorState>;
  /** Every auditor's key, revoked ones too, after asking the store. */
  auditors(): Promise<readonly AuditorState[]>;
  /** The leave of an official of Indecopi as this process knows it, at most a moment old; `fresh` asks the store first. */
  official(grantId: string, options?: { readonly fresh?: boolean }): Promise<GrantState>;
  /** Every leave given, those that are over too, after asking the store. */
  officials(): Promise<readonly GrantState[]>;
  /** Every provider known, by RUC. */
  rucs(): string[];
  /** The law in force. */
  law(): Law;
  /** The law as it was at a version recorded in a claim. @throws where there never was such a version. */
  lawAt(version: string): Law;
  close(): Promise<void>;
}

export type LawEvent = EventOf<'HolidayDeclared' | 'HolidayRevoked' | 'RegimeCorrected' | 'CopyTermCorrected'>;

/** Who sends a command, and the thread it belongs to. */
export interface Caller {
  readonly actor: EventMetadata['actor'];
  /** UUID; the same id again is the same command: it changes nothing twice. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
  /** From If-Match: refused with `precondition/failed` where the stream is elsewhere. */
  readonly expectedRevision?: number | undefined;
}

export interface Filing {
  readonly bookId: string;
  /** Idempotency-Key of the client; claimId = uuidv5(bookId, key). */
  readonly idempotencyKey: string;
  readonly channel: 'web' | 'api' | 'backup';
  readonly body: FilingBody;
  /** Instant on the paper, where a sheet is copied from the Libro de Respaldo; else now. */
  readonly filedAt?: string;
  /** The number printed on that paper. */
  readonly paperNumber?: string | undefined;
}

export interface FilingBody
  extends Pick<EventOf<'ClaimFiled'>['data'], 'consumer' | 'good' | 'detail' | 'responseMedium'> {
  readonly type: SheetType;
  readonly request?: string | undefined;
}

export type FilingResult =
  | {
      readonly ok: true;
      readonly claimId: string;
      readonly filed: EventOf<'ClaimFiled'>['data'];
      readonly number: EventOf<'SheetNumbered'>['data'];
      readonly position: Position;
      readonly revision: number;
      /** True where the same key and body had filed it before. */
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export type CommandResult<T> =
  | {
      readonly ok: true;
      readonly state: T;
      readonly revision: number;
      readonly position: Position;
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export interface HistoryEntry {
  readonly event: ClaimEvent;
  readonly id: string;
  readonly version: number;
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
  readonly metadata: EventMetadata;
}

export interface Claim {
  readonly state: ClaimState;
  readonly history: readonly HistoryEntry[];
  /** Revision of the last event: the ETag. */
  readonly revision: number;
}
