import type { EventStore, RecordedEvent } from '../port.ts';
import { sealedIn } from './box.ts';
import type { DataKey, Vault } from './port.ts';
import { VaultUnavailable } from './port.ts';

/** Which key a claim's events are boxed with: the one of its first box, so that destroying it takes them all. */
export interface ClaimKeys {
  /** What this process knows without asking. */
  known(scope: string): DataKey | undefined;
  /** Undefined where the claim has no box yet. @throws VaultUnavailable where its key is not to be had. */
  find(scope: string): Promise<DataKey | undefined>;
  /** The key that a claim was begun with just now. */
  keep(scope: string, kid: string): void;
  /** A key met in reading. */
  seen(stream: string, kid: string): void;
}

/** Enough for what is filed and read back at once; an older claim's key is found by its stream. */
const MOST = 4_000;

/** A claim's streams share a key, its own's name standing for all; undefined: every event of that stream has its own. */
export function scopeOf(stream: string): string | undefined {
  if (stream.startsWith('claim-')) return stream;
  return stream.startsWith('mediation-') ? `claim-${stream.slice('mediation-'.length)}` : undefined;
}

export function claimKeys(store: Pick<EventStore, 'read'>, vault: Vault): ClaimKeys {
  const kids = new Map<string, string>();

  const keep = (scope: string, kid: string): void => {
    kids.delete(scope);
    kids.set(scope, kid);
    if (kids.size <= MOST) return;
    const [oldest] = kids.keys();
    if (oldest !== undefined) kids.delete(oldest);
  };

  return {
    keep,
    known(scope) {
      const kid = kids.get(scope);
      const key = kid === undefined ? undefined : vault.known(kid);
      return typeof key === 'object' ? key : undefined;
    },
    async find(scope) {
      const kid = kids.get(scope) ?? (await kidsOf(store, scope))[0];
      if (kid === undefined) return undefined;
      const key = (await vault.find([kid])).get(kid);
      if (typeof key !== 'object') throw new VaultUnavailable(`the key of ${scope} is ${key ?? 'unknown'}`);
      keep(scope, kid);
      return key;
    },
    seen(stream, kid) {
      const scope = scopeOf(stream);
      if (scope !== undefined && kids.get(scope) === undefined) keep(scope, kid);
    },
  };
}

const PAGE = 1_000;

/** Names of the keys in a stream as it is stored, in the order in which they were first used. */
export async function kidsOf(store: Pick<EventStore, 'read'>, stream: string): Promise<string[]> {
  const kids = new Set<string>();
  for (let from = 0; ; from += PAGE) {
    const page: readonly RecordedEvent[] = await store.read(stream, { from, max: PAGE });
    for (const { data } of page) {
      const sealed = sealedIn(data);
      if (sealed !== undefined && sealed.kid !== '') kids.add(sealed.kid);
    }
    if (page.length < PAGE) return [...kids];
  }
}
