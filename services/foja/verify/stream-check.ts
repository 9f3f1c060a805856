import type { Crew } from './crew.ts';
import type { Findings } from './findings.ts';
import type { StreamsDone } from './hand.ts';
import { checkSums, type NumberSums } from './numbers.ts';
import type { StreamCounts, StreamGround, StreamRange } from './stream-range.ts';

export interface StreamCheck {
  readonly ranges: readonly StreamRange[];
  readonly ground: StreamGround;
  readonly findings: Findings;
  readonly crew: Crew;
}

/** Every stream, range after range, several at once; then what only all of them together tell. */
export async function checkStreams({
  ranges,
  ground,
  findings,
  crew,
}: StreamCheck): Promise<StreamCounts & Pick<StreamsDone, 'files' | 'namedOnly'>> {
  const counts = { streams: 0, events: 0, claims: 0, boxes: 0, erased: 0, locked: 0, files: 0, namedOnly: 0 };
  const sums: NumberSums[] = [];
  for await (const part of crew.streams(ranges, ground)) {
    findings.addAll(part.found);
    sums.push(part.sums);
    for (const [name, count] of Object.entries({ ...part.counts, files: part.files, namedOnly: part.namedOnly })) {
      counts[name as keyof typeof counts] += count;
    }
  }
  checkSums(sums, findings);
  return counts;
}
