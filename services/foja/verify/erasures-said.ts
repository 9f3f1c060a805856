import type { LedgerEvent } from '@foja/contracts';

export interface ErasedPlace {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
}

/**
 * Whether what can't be read any more in a stream was erased by the house, which says so in the ledger before it destroys a key,
 * or by somebody who just destroyed keys. Each stream by itself.
 */
export class ErasuresSaid {
  /** By whose data they are: of a claim, all its events are one's. */
  readonly #erased = new Map<string, ErasedPlace>();
  readonly #said = new Set<string>();

  take(event: LedgerEvent, { erased, ...place }: ErasedPlace & { readonly erased: boolean }): void {
    if (event.type === 'ClaimErased') this.#said.add(CLAIM);
    if (event.type === 'StaffErased') this.#said.add(event.data.staffId);
    if (!erased) return;
    const whose = place.stream.startsWith('claim-') ? CLAIM : subjectOf(event, place);
    if (!this.#erased.has(whose)) this.#erased.set(whose, place);
  }

  /** First places of each that nothing in the stream speaks of. */
  get unsaid(): readonly ErasedPlace[] {
    return [...this.#erased].filter(([whose]) => !this.#said.has(whose)).map(([, place]) => place);
  }
}

const CLAIM = 'claim';

function subjectOf(event: LedgerEvent, { revision }: ErasedPlace): string {
  return event.type === 'StaffAdded' ? event.data.staffId : String(revision);
}
