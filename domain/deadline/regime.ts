/** The sectors whose claims have a term of their own. */
export const sectors = ['general', 'sbs', 'osiptel', 'sunass', 'osinergmin', 'susalud', 'ositran'] as const;
export type Sector = (typeof sectors)[number];

/** `reclamo`: about the product or service. `queja`: about the attention, or unrelated to what is sold. */
export type SheetType = 'reclamo' | 'queja';

export type DayUnit = 'business' | 'calendar';

/** An amount of days and the days that it is made of. */
export type DayCount = { readonly n: number; readonly unit: DayUnit };

/**
 * How well the rules of the regime are known: `confirmed` by a published source, `secondary` by one that cites the article,
 * `uncertain` where nothing confirms them. What is not known of its first or last day is said in `note`.
 */
export type Confidence = 'confirmed' | 'secondary' | 'uncertain';

/** More time for the answer, told to the consumer before the first term ends. */
export type ExtensionRule = DayCount & {
  readonly maxTimes: number;
  readonly condition: 'justified-by-nature' | 'third-party-pronouncement';
  readonly norm: string;
};

/**
 * The term for answering a claim, as dated law: plain data that an operator can correct from a file.
 * A claim is ruled by the regime of its provider's sector on the day it was filed in Lima, and keeps it.
 * Texts are Spanish: consumers, providers and auditors read them.
 */
export type Regime = {
  readonly id: string;
  readonly sector: Sector;
  readonly sheetTypes: readonly SheetType[];
  /** First and last filing day in Lima, inclusive; no last day: in force. */
  readonly filedFrom: string;
  readonly filedTo?: string | undefined;
  /**
   * Counted from the day after filing, the last one included, up to the communication of the answer.
   * `rollOver`: a last day that is no business day moves to the next one.
   */
  readonly term: DayCount & { readonly rollOver: boolean };
  /** Where the norm splits the term: days to resolve, of those in `term`; the rest are for notifying. */
  readonly resolveWithin?: number | undefined;
  readonly extension?: ExtensionRule | undefined;
  /** What is said to whoever asks for an extension where the law forbids it. */
  readonly extensionForbiddenBy?: string | undefined;
  /** A remote offer (art. 6-A) stops the clock for at most this long in all, over every offer of a claim. */
  readonly offerSuspension?: (DayCount & { readonly norm: string }) | undefined;
  /** Documents asked of the consumer stop the clock until they come; the consumer has at least this long. */
  readonly documentsSuspension?: (DayCount & { readonly norm: string }) | undefined;
  /** Texts that the sheet prints at its foot, verbatim. */
  readonly legends: readonly string[];
  /** Cited to people. */
  readonly norm: string;
  readonly confidence: Confidence;
  readonly note?: string | undefined;
};
