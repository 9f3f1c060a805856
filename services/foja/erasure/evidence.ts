import type { FileStore } from '@foja/files';
import type { EventStore, RecordedEvent } from '@foja/ledger';

const PAGE = 1_000;

/**
 * Destroys the files that claims refer to and no other claim does. Files are kept by their hash, so the same photograph
 * attached to two claims is one file: it goes with the last of them. Reads the whole ledger for other claims, once
 * for all of these, and only where they have files. Answers how many went.
 */
export async function forgetFiles(
  { stored, files }: { readonly stored: EventStore; readonly files: FileStore },
  streams: ReadonlySet<string>,
): Promise<number> {
  const theirs = new Set<string>();
  for (const stream of streams) for (const event of await all(stored, stream)) theirs.add(fileOf(event) ?? '');
  theirs.delete('');
  if (theirs.size === 0) return 0;
  const erased = new Set<string>();
  const others = new Map<string, Set<string>>();
  for (let after = 0n; ; ) {
    const page = await stored.readAll({ after, max: PAGE, streamPrefix: 'claim-' });
    for (const event of page) {
      after = event.position;
      if (event.type === 'ClaimErased') erased.add(event.stream);
      const file = fileOf(event);
      if (file === undefined || !theirs.has(file) || streams.has(event.stream)) continue;
      others.set(file, (others.get(file) ?? new Set()).add(event.stream));
    }
    if (page.length < PAGE) break;
  }
  let gone = 0;
  for (const file of theirs) {
    const kept = [...(others.get(file) ?? [])].some((stream) => !erased.has(stream));
    if (!kept && (await files.delete(file))) gone += 1;
  }
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
