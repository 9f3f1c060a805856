import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { house } from './house.ts';
import type { Report } from './reporter.ts';
import { nothing, type Tally } from './tally.ts';

const LIMIT_MS = 60 * 60_000;

/**
 * Runs vitest in a process of its own and answers what its reporter wrote down. A run that ends without a report, with
 * no test, with errors outside any test, or with a status that its report does not explain, is a trouble: it failed.
 */
export async function runVitest(
  args: readonly string[],
  { root = house, quiet = false }: { readonly root?: string; readonly quiet?: boolean } = {},
): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'foja-report-'));
  const reportFile = join(folder, 'report.json');
  try {
    const ended = await run(args, { root, quiet, reportFile });
    const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, 'utf8')) as Report) : undefined;
    return tallyOf(report, ended);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the report and the exit status say together; neither is believed alone. */
export function tallyOf(report: Report | undefined, ended: string | undefined): Tally {
  if (report === undefined) {
    return { ...nothing, troubles: [`vitest ended without a report (${ended ?? 'status 0'})`] };
  }
  const { passed, failed, skipped } = report;
  const troubles = report.errors.map((error) => `outside any test: ${error}`);
  if (passed + failed + skipped.length === 0) troubles.push('no test was found');
  if (ended !== undefined && failed + troubles.length === 0)
    troubles.push(`vitest failed without saying why: ${ended}`);
  return { passed, failed, skipped, troubles };
}

/** Undefined where it ended well, else how. */
function run(
  args: readonly string[],
  { root, quiet, reportFile }: { root: string; quiet: boolean; reportFile: string },
): Promise<string | undefined> {
  const vitest = join(house, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'reporter.ts')}`];
  const rules = ['--allowOnly=false', '--passWithNoTests=false', '--watch=false'];
  return new Promise((done) => {
    const child = spawn(process.execPath, [vitest, 'run', `--root=${root}`, ...reporters, ...rules, ...args], {
      cwd: root,
      env: { ...process.env, FOJA_TEST_REPORT: reportFile },
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', quiet ? 'ignore' : 'inherit'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    child.once('error', (error) => done(`it cannot be run: ${error.message}`));
    child.once('exit', (code, signal) => done(code === 0 ? undefined : `ended with ${signal ?? `status ${code}`}`));
  });
}
