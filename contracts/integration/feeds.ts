import { z } from 'zod';

/** The regulator's feed: Indecopi's and other supervisors'. */
export const REGULATOR_FEED = 'foja.regulator.v1';

/** A firm's feed. @param ruc eleven digits */
export function claimsFeed(ruc: string): string {
  return `foja.${ruc}.claims.v1`;
}

const CLAIMS_FEED = /^foja\.(\d{11})\.claims\.v1$/;

/** Whose feed it is; undefined where it is no firm's. */
export function rucOfFeed(feed: string): string | undefined {
  return CLAIMS_FEED.exec(feed)?.[1];
}

export const feedName = z
  .string()
  .max(60)
  .regex(/^[a-z0-9.-]+$/, { error: 'field/value' })
  .meta({ id: 'FeedName', examples: ['foja.20999999990.claims.v1', REGULATOR_FEED] });
