import type { Law } from '@foja/domain/deadline/index.ts';
import type { Position } from '@foja/ledger/port.ts';
import type { DeadlineItem, DeadlineState } from './deadlines/item.ts';
import type { Page } from './reading/page.ts';
import type { ClaimStatus } from './register/row.ts';

/** What the read models answer. Every list is scoped by the RUCs that the asker may see; an empty list sees nothing. */
export interface Queries {
  readonly register: RegisterQueries;
  readonly deadlines: DeadlineQueries;
  readonly statistics: StatisticsQueries;
  readonly samples: SampleQueries;
}

export interface RegisterQueries {
  /** Newest first. @throws InvalidCursor. Filters add up (AND). */
  search(search: RegisterSearch): Promise<Page<RegisterItem>>;
  /** One claim, undefined where this read model does not know it (yet). */
  byId(claimId: string): Promise<RegisterItem | undefined>;
  /**
   * Claims whose personal data are still there, filed and concluded (or, never answered, due) by these days: worth asking whether they may go. By
   * claim id; pass the last one to go on.
   */
  keptSince(of: {
    readonly filedUntil: string;
    readonly concludedUntil: string;
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<readonly string[]>;
  /** Claims whose erasure stands after the one position and not after the other. */
  erasedBetween(of: { readonly after: Position; readonly until: Position }): Promise<readonly string[]>;
  /** Those of the files that a claim refers to which is neither erased nor among these. */
  filesOfOthers(of: {
    readonly sha256s: readonly string[];
    readonly claimIds: readonly string[];
  }): Promise<readonly string[]>;
  /** Those of them that this read model knows, in no order. */
  byIds(claimIds: readonly string[]): Promise<readonly RegisterItem[]>;
  /**
   * Claims with a sheet number, at most 50, newest first: one per book, so `bookCode` or `ruc` may be needed to tell them apart.
   * `1-2026` is understood as `000000001-2026`. Not scoped: for the operator's command line.
   */
  byNumber(number: { sheetNumber: string; ruc?: string; bookCode?: string }): Promise<readonly RegisterItem[]>;
  /** Claims of a book whose sheet of paper bears this number, however it was written: at most five, newest first. */
  byPaper(sheet: { readonly bookId: string; readonly paperNumber: string }): Promise<readonly RegisterItem[]>;
  /** Claims that a report is due for, the longest filed first. */
  unreported(of: Unreported & { readonly limit: number }): Promise<readonly RegisterItem[]>;
  /** All of them, counted by the Lima date of their filing, in no order; days without any are left out. */
  unreportedByDay(of: Unreported): Promise<readonly { readonly filedOn: string; readonly claims: number }[]>;
}

/** Claims of these books that no report holds, or that ended since the report that holds them. */
export interface Unreported {
  readonly ruc: string;
  readonly bookIds: readonly string[];
  /** Lima date, included. */
  readonly filedFrom: string;
  /** What was reported, by claim id, and whether the answer was in it. */
  readonly reported: ReadonlyMap<string, { readonly answered: boolean }>;
}

export interface RegisterSearch {
  readonly rucs: readonly string[];
  /** `000000001-2026`, `1-2026`, or `1`. */
  readonly sheetNumber?: string | undefined;
  readonly documentNumber?: string | undefined;
  readonly state?: ClaimStatus | undefined;
  readonly bookId?: string | undefined;
  readonly type?: 'reclamo' | 'queja' | undefined;
  /** Lima dates, both included. */
  readonly filedFrom?: string | undefined;
  readonly filedTo?: string | undefined;
  /** Words, all of which must occur; accents, case and plurals do not matter. */
  readonly text?: string | undefined;
  /** Only claims whose clock stands like this. */
  readonly clock?: ClockFilter | undefined;
  readonly cursor?: string | undefined;
  /** 1 to 200; default 50. */
  readonly limit?: number | undefined;
}

export interface RegisterItem {
  readonly claimId: string;
  readonly ruc: string;
  readonly bookId: string;
  readonly bookCode: string;
  readonly establishment: string;
  readonly sheetNumber: string | null;
  readonly channel: string;
  readonly filedAt: string;
  readonly filedOn: string;
  readonly declaredType: 'reclamo' | 'queja';
  readonly type: 'reclamo' | 'queja';
  readonly state: ClaimStatus;
  readonly viewed: boolean;
  readonly pendingOffer: number | null;
  readonly dueOn: string;
  readonly regimeId: string;
  readonly closedOn: string | null;
  readonly goodKind: string;
  readonly amount: { readonly value: string; readonly currency: string } | null;
  /** Personal data from here on; null once erased. */
  readonly consumerName: string | null;
  readonly documentType: string;
  readonly documentNumber: string | null;
  readonly email: string | null;
  /** The first 160 characters of what the consumer wrote. */
  readonly excerpt: string | null;
  readonly revision: number;
  /** Decimal string. */
  readonly position: string;
}

export interface DeadlineQueries {
  /** By due date, the earliest first. @throws InvalidCursor. */
  list(list: DeadlineList): Promise<Page<DeadlineItem>>;
  /** One claim's clock. */
  byId(claimId: string, on: Today): Promise<DeadlineItem | undefined>;
  /** Those of them that this read model knows, in no order. */
  byIds(claimIds: readonly string[], on: Today): Promise<readonly DeadlineItem[]>;
  dashboard(of: Today & { readonly rucs: readonly string[]; readonly bookId?: string | undefined }): Promise<Dashboard>;
  /** Pending remote offers whose last day has passed: SettlementLapsed is to be recorded. The longest passed first. */
  lapsedOffers(of: { readonly today: string; readonly limit: number }): Promise<readonly LapsedOffer[]>;
  /** Open claims by claim id, for a revision after the law changed: pass the last id to go on. */
  openClaims(of: { readonly after?: string | undefined; readonly limit: number }): Promise<readonly OpenClaim[]>;
  /** Copies that Indecopi asked for and nobody delivered, by claim id; pass the last id to go on. */
  copiesDue(of: {
    readonly rucs: readonly string[] | 'all';
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<readonly CopiesDue[]>;
  /** Claims that Indecopi asked for one by one, delivered or not, the last asked for first; pass the last position to go on. */
  copiesAsked(of: {
    readonly ruc: string;
    readonly before?: string | undefined;
    readonly limit: number;
  }): Promise<readonly { readonly claimId: string; readonly askedPosition: string }[]>;
}

/** The day in Lima and the law in force: states and days left are worked out when asked. */
export interface Today {
  readonly today: string;
  readonly law: Law;
}

export interface ClockFilter extends Today {
  readonly states: readonly DeadlineState[];
  /** Due before this date. */
  readonly dueBefore?: string | undefined;
}

export interface DeadlineList extends Today {
  readonly rucs: readonly string[];
  /** None: every claim. */
  readonly states?: readonly DeadlineState[] | undefined;
  readonly bookId?: string | undefined;
  /** Due before this date. */
  readonly dueBefore?: string | undefined;
  readonly type?: 'reclamo' | 'queja' | undefined;
  /** Lima dates, both included. */
  readonly filedFrom?: string | undefined;
  readonly filedTo?: string | undefined;
  /** Where the claim stands, as the register says. */
  readonly status?: ClaimStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface Dashboard extends DashboardCounts {
  readonly today: string;
  readonly books: readonly (DashboardCounts & { readonly bookId: string; readonly bookCode: string })[];
}

export interface DashboardCounts {
  readonly claims: number;
  /** Every claim is in exactly one state. */
  readonly states: Readonly<Record<DeadlineState, number>>;
  /** Open claims due today; of them, those suspended are left out, here and below. */
  readonly dueToday: number;
  /** Due today or within that many business days. */
  readonly dueWithin2: number;
  readonly dueWithin5: number;
  /** Open and not yet viewed. */
  readonly unseen: number;
  /** Copies asked for by Indecopi and not delivered. */
  readonly copiesDue: number;
}

export interface LapsedOffer {
  readonly claimId: string;
  readonly ruc: string;
  readonly offerNumber: number;
  readonly lapsesOn: string;
}

export interface OpenClaim {
  readonly claimId: string;
  readonly ruc: string;
  readonly regimeId: string;
  readonly dueOn: string;
}

export interface CopiesDue {
  readonly claimId: string;
  readonly ruc: string;
  readonly sheetNumber: string | null;
  readonly requests: readonly {
    readonly requestNumber: number;
    readonly reference: string;
    readonly dueOn: string | null;
  }[];
}

export interface StatisticsQueries {
  summary(of: StatisticsQuestion): Promise<Statistics>;
  /** Claims by the week of their filing and by type; weeks without any are left out. */
  weeks(of: FiledSince): Promise<readonly FiledInWeek[]>;
  /**
   * Closed claims by calendar days from filing to the answer or agreement, one count a class. `from` is the first day of each
   * class, ascending and beginning with 0; the last class has no end.
   */
  waits(of: FiledSince & { readonly from: readonly number[] }): Promise<readonly number[]>;
}

export interface FiledSince {
  readonly rucs: readonly string[];
  /** Lima date of filing, included. */
  readonly since: string;
}

export interface FiledInWeek {
  readonly monday: string;
  /** As it is treated now. */
  readonly type: 'reclamo' | 'queja';
  readonly claims: number;
}

export interface StatisticsQuestion {
  readonly rucs: readonly string[];
  readonly bookId?: string | undefined;
  readonly type?: 'reclamo' | 'queja' | undefined;
  /** Months of filing, `2026-10`, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface Statistics extends StatisticsFigures {
  readonly byType: readonly (StatisticsFigures & { readonly type: string })[];
  readonly byBook: readonly (StatisticsFigures & { readonly bookId: string; readonly bookCode: string })[];
  readonly byMonth: readonly (StatisticsFigures & { readonly month: string })[];
}

export interface StatisticsFigures {
  readonly filed: number;
  readonly open: number;
  readonly answeredOnTime: number;
  readonly answeredLate: number;
  readonly settled: number;
  /** Calendar days from filing to the answer or agreement; null where nothing has ended yet. */
  readonly days: { readonly mean: number; readonly p50: number; readonly p90: number } | null;
}

export interface SampleQueries {
  /**
   * Of the population, the `size` claims whose SHA-256(seed ‖ claimId) is least, by that hash: whoever knows seed and
   * population draws the same. The seed as UTF-8, the id as it is written, in lower case.
   */
  draw(of: Population & { readonly seed: string; readonly size: number }): Promise<Drawn>;
  /** Everything that could have been drawn, by claim id; pass the last one to go on. */
  population(
    of: Population & { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly Drawable[]>;
}

/** Claims as the ledger had them up to a position. */
export interface Population {
  readonly rucs: readonly string[];
  /** All that were filed, those answered or settled too late, or those treated as a reclamo though declared a queja. */
  readonly of: 'filed' | 'late' | 'reclassified';
  readonly position: bigint;
  /** Lima dates of filing, both included. */
  readonly filedFrom?: string | undefined;
  readonly filedTo?: string | undefined;
}

export interface Drawable {
  readonly claimId: string;
  readonly ruc: string;
  readonly filedPosition: string;
}

export interface Drawn {
  readonly population: number;
  readonly items: readonly SampleItem[];
}

/** A claim that was drawn, as it stands now. No personal data. */
export interface SampleItem {
  readonly claimId: string;
  /** Hex. */
  readonly rank: string;
  readonly ruc: string;
  readonly bookCode: string;
  readonly sheetNumber: string | null;
  readonly type: 'reclamo' | 'queja';
  readonly filedOn: string;
  readonly dueOn: string;
  readonly closedOn: string | null;
  readonly late: boolean;
}
