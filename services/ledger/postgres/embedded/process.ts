import { spawn } from 'node:child_process';
import { commandAs, type ServerAccount } from './account.ts';

/**
 * Runs one of PostgreSQL's programs to its end as the given account. Rejects with what it printed when it fails, or when
 * it takes longer than `timeoutMs` (it is killed then).
 */
export function runAs(
  account: ServerAccount,
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly timeoutMs: number },
): Promise<void> {
  const { command, args: allArgs, ids } = commandAs(account, program, args);
  return new Promise((done, fail) => {
    const child = spawn(command, allArgs, {
      cwd: options.cwd,
      // Nothing of our environment (PGPORT, LD_PRELOAD, locale …) may steer the server.
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...ids,
    });
    let printed = '';
    const keep = (chunk: Buffer) => {
      printed = (printed + chunk.toString('utf8')).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs);
    child.once('error', (cause) => {
      clearTimeout(timer);
      fail(new Error(`cannot run ${command}`, { cause }));
    });
    // `exit`, not `close`: a server that outlives pg_ctl may keep the pipes open.
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) done();
      else fail(new Error(`${program} ended with ${signal ?? code}: ${printed.trim()}`));
    });
  });
}
