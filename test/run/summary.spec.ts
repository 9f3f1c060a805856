import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { add, nothing, reasonsSkipped, sentence, verdict } from './tally.ts';
import { runVitest, tallyOf } from './vitest.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

/** A real run of vitest over one of the fixtures. */
async function runOf(...names: string[]) {
  const tally = await runVitest(names, { root: fixtures, quiet: true });
  return { line: sentence(tally), status: verdict(tally), tally };
}

describe('the last line of npm test', () => {
  it('is good where everything passed', async () => {
    expect(await runOf('passes')).toMatchObject({ line: '2 passed, 0 failed, 0 skipped', status: 0 });
  });

  it('counts a failed test, and the status says so', async () => {
    expect(await runOf('passes', 'fails')).toMatchObject({ line: '3 passed, 1 failed, 0 skipped', status: 1 });
  });

  it('counts a skipped test, with its reason', async () => {
    const { line, status, tally } = await runOf('skips');
    expect({ line, status }).toEqual({ line: '1 passed, 0 failed, 1 skipped', status: 0 });
    expect(reasonsSkipped(tally)).toEqual([expect.stringContaining('no Kafka on this machine')]);
  });

  it('counts a file that does not load as a failure', async () => {
    expect(await runOf('passes', 'does-not-load')).toMatchObject({ line: '2 passed, 1 failed, 0 skipped', status: 1 });
  });

  it('counts a rejection that nobody handled as a failure', async () => {
    expect(await runOf('leaves-a-rejection')).toMatchObject({ line: '1 passed, 1 failed, 0 skipped', status: 1 });
  });

  it('counts a hook that threw as a failure', async () => {
    expect(await runOf('hook-throws')).toMatchObject({ line: '1 passed, 1 failed, 0 skipped', status: 1 });
  });

  it('refuses a test that hides the others', async () => {
    expect(await runOf('only')).toMatchObject({ status: 1 });
  });

  it('fails where the runner died', async () => {
    const { line, status, tally } = await runOf('dies');
    expect({ line, status }).toEqual({ line: '0 passed, 1 failed, 0 skipped', status: 1 });
    expect(tally.troubles[0]).toContain('without a report');
  });

  it('fails where no test was found', async () => {
    expect(await runOf('no-such-file')).toMatchObject({ line: '0 passed, 1 failed, 0 skipped', status: 1 });
  });

  it('believes neither the report nor the exit status alone', () => {
    const report = { passed: 3, failed: 0, skipped: [], errors: [] };
    expect(verdict(tallyOf(report, undefined))).toBe(0);
    expect(verdict(tallyOf(report, 'ended with status 1'))).toBe(1);
    expect(verdict(tallyOf({ ...report, failed: 1 }, undefined))).toBe(1);
    expect(verdict(tallyOf(undefined, undefined))).toBe(1);
  });

  it('adds up checks and tests', () => {
    const both = add({ ...nothing, passed: 3 }, { ...nothing, passed: 4, failed: 1, troubles: ['x'] });
    expect(sentence(both)).toBe('7 passed, 2 failed, 0 skipped');
    expect(verdict(nothing)).toBe(1);
  });
});
