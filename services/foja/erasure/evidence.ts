import type { FileStore } from '@foja/files';
import type { EventStore, RecordedEvent } from '@foja/ledger';
import type { RegisterQueries } from '@foja/projections';

const PAGE = 1_000;

/**
 * Destroys the files that claims refer to and no other claim does. Files are kept by their hash, so the same photograph
 * attached to two claims is one file: it goes with the last of them. The register must be up to date. Answers how many went.
 */
export async function forgetFiles(
  of: {
    readonly stored: EventStore;
    readonly files: FileStore;
    readonly register: Pick<RegisterQueries, 'filesOfOthers'>;
  },
  claims: readonly { readonly claimId: string; readonly stream: string }[],
): Promise<number> {
  const theirs = new Set<string>();
  for (const { stream } of claims) {
    for (const event of await all(of.stored, stream)) {
      const file = fileOf(event);
      if (file !== undefined) theirs.add(file);
    }
  }
  if (theirs.size === 0) return 0;
  const claimIds = claims.map(({ claimId }) => claimId);
  const kept = new Set(await of.register.filesOfOthers({ sha256s: [...theirs], claimIds }));
  let gone = 0;
  for (const file of theirs) if (!kept.has(file) && (await of.files.delete(file))) gone += 1;
  return gone;
}

/** Evidence, and whatever else is attached to a claim: the hash is no personal data, and is not boxed. */
function fileOf({ type, data }: RecordedEvent): string | undefined {
  if (!type.endsWith('Attached') || typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return typeof data['sha256'] === 'string' ? data['sha256'] : undefined;
}

async function all(store: EventStore, stream: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await store.read(stream, { from: events.length, max: PAGE });
    events.push(...page);
    if (page.length < PAGE) return events;
  }
}
