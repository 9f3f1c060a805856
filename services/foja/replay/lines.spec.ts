import { readFileSync } from 'node:fs';
import type { HistoryEntry } from '@foja/commands';
import { filed, lima } from '@foja/domain/claim/examples.ts';
import { claimOf } from '@foja/domain/claim/given.ts';
import { type ClaimEvent, claimComputation } from '@foja/domain/claim/index.ts';
import { baseLaw } from '@foja/domain/deadline/index.ts';
import { describe, expect, it } from 'vitest';
import { whoDid } from '../output/words.ts';
import { historyLines } from './lines.ts';

function linesOf(events: readonly ClaimEvent[]): string {
  const metadata = { occurredAt: lima('2026-10-05'), actor: { role: 'consumer', id: 'anonymous' } };
  const history = events.map((event, revision) => ({ event, revision, metadata }) as HistoryEntry);
  const state = claimOf(events);
  const computation = claimComputation(baseLaw, state);
  return historyLines({ history, state, computation, moment: undefined }).join('\n');
}

const evidence = (by: 'consumer' | 'provider'): ClaimEvent => ({
  type: 'EvidenceAttached',
  data: {
    evidenceId: crypto.randomUUID(),
    by,
    fileName: 'a.pdf',
    mediaType: 'application/pdf',
    sizeBytes: 1,
    sha256: 'a'.repeat(64),
    bytes: 'kept',
  },
});

describe('a replayed history', () => {
  it('says whose file it is, as people do', () => {
    const text = linesOf([filed(), evidence('consumer'), evidence('provider')]);
    expect(text).toContain('archivo del consumidor');
    expect(text).toContain('archivo del proveedor');
    expect(text).not.toMatch(/\b(?:de|a) el\b/);
  });

  it('stands in the README as it is printed', () => {
    const readMe = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const [rows = ''] = /^REV .*?\n\n/ms.exec(readMe) ?? [];
    expect(rows).toContain(whoDid({ role: 'consumer', id: 'anonymous' }));
    expect(rows).toContain(whoDid({ role: 'respondent', id: 'wcntthpv1k5a' }));
    const printed = linesOf([filed()]).split('\n');
    for (const [title = ''] of rows.split('\n')[0]?.matchAll(/\S+(?: \S+)*/g) ?? [])
      expect(printed.join()).toContain(title);
  });
});
