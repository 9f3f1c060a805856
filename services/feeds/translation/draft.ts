import type { MessageData, MessageType } from '@foja/contracts/integration/catalogue.ts';
import { claimsFeed, REGULATOR_FEED } from '@foja/contracts/integration/feeds.ts';
import type { FeedClaim } from './claim.ts';

/** A message before it has an id: for whom, of what type, and what it says. */
export interface Draft {
  readonly feed: string;
  readonly type: MessageType;
  readonly data: object;
}

export type ForFirm = Extract<MessageType, `foja.claim.${string}`>;
export type ForRegulator = Exclude<Extract<MessageType, `foja.regulator.${string}`>, Alone>;
/** Of no claim. */
type Alone = 'foja.regulator.daily-counts.v1' | 'foja.regulator.checkpoint.v1';

/** What every message to the firm says of the claim, as `claimNow` of the contract lists it. */
type ClaimNow = ReturnType<typeof claimNow>;
type AboutClaim = ReturnType<typeof aboutClaim>;

/** Writes messages about a claim that has its number. */
export interface Telling {
  /** When what is told happened. */
  readonly occurredAt: string;
  firm<T extends ForFirm>(type: T, more: Omit<MessageData<T>, keyof ClaimNow>): Draft;
  regulator<T extends ForRegulator>(type: T, more: Omit<MessageData<T>, keyof AboutClaim>): Draft;
}

export function tellingOf(claim: FeedClaim, number: string, occurredAt: string): Telling {
  return {
    occurredAt,
    firm: (type, more) => ({
      feed: claimsFeed(claim.ruc),
      type,
      data: { ...claimNow(claim, number, occurredAt), ...more },
    }),
    regulator: (type, more) => ({
      feed: REGULATOR_FEED,
      type,
      data: { ...aboutClaim(claim, number, occurredAt), ...more },
    }),
  };
}

function claimNow(claim: FeedClaim, number: string, occurredAt: string) {
  const { claimId, revision, ruc, bookId, bookCode, type, status, filedOn, dueDate } = claim;
  const link = linkOf(claimId);
  return { claimId, revision, number, ruc, bookId, bookCode, type, status, filedOn, dueDate, occurredAt, link };
}

function aboutClaim({ ruc, sector, claimId, bookId, type, filedOn }: FeedClaim, number: string, occurredAt: string) {
  return { ruc, sector, claimId, number, bookId, type, filedOn, occurredAt, link: linkOf(claimId) };
}

function linkOf(claimId: string): string {
  return `/v1/claims/${claimId}`;
}
