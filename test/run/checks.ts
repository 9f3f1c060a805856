import { spawn } from 'node:child_process';
import { house } from './house.ts';

const LIMIT_MS = 10 * 60_000;

/** Runs one of the house's checks through turbo, which knows the answer where nothing it reads has changed. */
export function runCheck(name: string): Promise<{ readonly ok: boolean; readonly output: string }> {
  return new Promise((done) => {
    const turbo = spawn('turbo', ['run', name, '--output-logs=errors-only', '--no-color'], {
      cwd: house,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    turbo.stdout.on('data', keep);
    turbo.stderr.on('data', keep);
    turbo.once('error', (error) => done({ ok: false, output: `turbo cannot be run: ${error.message}` }));
    turbo.once('close', (code, signal) => {
      const ended = signal === null ? '' : `\nturbo was ended by ${signal} after ${LIMIT_MS / 60_000} minutes at most`;
      done({ ok: code === 0, output: output + ended });
    });
  });
}
