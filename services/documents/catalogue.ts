import type { HistoryEntry } from '@foja/commands/commands.ts';
import { type ClaimEvent, SETS_DUE_DATE } from '@foja/domain/claim/index.ts';
import type { Copy } from './views/sheet.ts';

/**
 * The documents of a claim. The letter and the computation are the same for everybody. `withoutLink`: the consumer's copy
 * for anybody else, without the link by which one acts as the consumer.
 */
export type ClaimDocument =
  | { readonly kind: 'sheet'; readonly copy: Copy; readonly withoutLink?: boolean }
  | { readonly kind: 'answer' | 'computation'; readonly copy?: undefined; readonly withoutLink?: undefined };

type Kind = ClaimDocument['kind'];

/** What changes what a document says. Anything else (a look at it, a copy handed over) leaves the stored bytes valid. */
const SAID_BY: Readonly<Record<Kind, ReadonlySet<ClaimEvent['type']>>> = {
  sheet: new Set([...SETS_DUE_DATE, 'SheetNumbered', 'EvidenceAttached', 'ClaimResponded']),
  answer: new Set(['ClaimFiled', 'SheetNumbered', 'ClaimReclassified', 'ClaimResponded']),
  computation: new Set([...SETS_DUE_DATE, 'SheetNumbered', 'ClaimResponded']),
};

/** The revision of the last event that the document speaks of: under it the bytes are kept and served again. */
export function revisionOf(kind: Kind, history: readonly HistoryEntry[]): number {
  const last = history.findLast(({ event }) => SAID_BY[kind].has(event.type));
  if (last === undefined) throw new Error('a claim begins with ClaimFiled');
  return last.revision;
}

/** How the shelf calls the copy; empty where a document has none. */
export function shelfCopyOf({ copy, withoutLink }: ClaimDocument): string {
  return copy === 'consumer' && withoutLink === true ? WITHOUT_LINK : (copy ?? '');
}

export function isClaimDocument(kind: string, copy: string): ClaimDocument | undefined {
  if (kind === 'sheet' && copy === WITHOUT_LINK) return { kind, copy: 'consumer', withoutLink: true };
  if (kind === 'sheet' && (copy === 'consumer' || copy === 'provider' || copy === 'indecopi')) return { kind, copy };
  if ((kind === 'answer' || kind === 'computation') && copy === '') return { kind };
  return undefined;
}

const WITHOUT_LINK = 'consumer-without-link';
