import type { CaseFileEvent } from '@foja/contracts';
import { describe, expect, it } from 'vitest';
import {
  completeCaseFile,
  discardCaseFile,
  downloadCaseFile,
  evolveCaseFile,
  initialCaseFile,
  requestCaseFile,
} from './case-file.ts';

const exportId = '5b1f2c3d-8a4e-4f60-9b7a-1c2d3e4f5a6b';
const request = {
  exportId,
  recipient: 'indecopi',
  scopes: [{ ruc: '20999999990' }],
  filedUntil: '2026-11-02T09:15:00-05:00',
  pdf: 'printed',
  dueSetBy: 'nobody',
} as const;
const sha256 = 'a'.repeat(64);
const whole = { exportId, sha256, sizeBytes: 10, claims: 1, files: 3, manifestSha256: 'b'.repeat(64) };
const requested: CaseFileEvent = { type: 'CaseFileRequested', data: { ...request, scopes: [...request.scopes] } };
const completed: CaseFileEvent = { type: 'CaseFileCompleted', data: whole };
const discarded: CaseFileEvent = { type: 'CaseFileDiscarded', data: { exportId, why: 'expired' } };
const after = (...events: CaseFileEvent[]) => events.reduce(evolveCaseFile, initialCaseFile);
const code = (decision: { ok: boolean }) => ('refusal' in decision ? (decision.refusal as { code: string }).code : '');

describe('a case file', () => {
  it('is asked for once, and is whole once', () => {
    expect(requestCaseFile(initialCaseFile, requested.data)).toEqual({ ok: true, events: [requested] });
    expect(requestCaseFile(after(requested), requested.data)).toEqual({ ok: true, events: [] });
    expect(completeCaseFile(after(requested), whole)).toEqual({ ok: true, events: [completed] });
    expect(completeCaseFile(after(requested, completed), whole)).toEqual({ ok: true, events: [] });
    expect(code(completeCaseFile(initialCaseFile, whole))).toBe('export/not-found');
    expect(code(completeCaseFile(after(requested, discarded), whole))).toBe('export/gone');
  });

  it('is handed out only while it is whole and there, and every time is told', () => {
    expect(downloadCaseFile(after(requested, completed), undefined)).toEqual({
      ok: true,
      events: [{ type: 'CaseFileDownloaded', data: { exportId, sha256 } }],
    });
    expect(code(downloadCaseFile(initialCaseFile, undefined))).toBe('export/not-found');
    expect(code(downloadCaseFile(after(requested), undefined))).toBe('export/not-ready');
    expect(code(downloadCaseFile(after(requested, completed, discarded), undefined))).toBe('export/gone');
  });

  it('is cancelled only before it is whole', () => {
    expect(discardCaseFile(after(requested), 'cancelled')).toMatchObject({ ok: true, events: [{}] });
    expect(code(discardCaseFile(after(requested, completed), 'cancelled'))).toBe('export/over');
    expect(discardCaseFile(after(requested, completed), 'expired')).toMatchObject({ ok: true, events: [{}] });
    expect(discardCaseFile(after(requested, completed, discarded), 'erasure')).toEqual({ ok: true, events: [] });
    expect(code(discardCaseFile(initialCaseFile, 'expired'))).toBe('export/not-found');
  });
});
