import { type ChildProcess, spawn } from 'node:child_process';

const KEPT_OUTPUT = 8_000;

export interface Leashed {
  /** What it printed last. */
  printed(): string;
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Sends SIGKILL; resolves once it is gone. */
  kill(): Promise<void>;
  /** Sends SIGTERM; resolves once it is gone. */
  terminate(): Promise<void>;
}

/**
 * A program that never outlives this process, were that killed by SIGKILL: the shell before it kills it when its standard
 * input ends, which happens whichever way we go.
 */
const LEASH = `
exec 3<&0 </dev/null
"$@" 3<&- & child=$!
trap 'kill -TERM $child' TERM
{ cat <&3 >/dev/null; kill -KILL $child 2>/dev/null; } & watcher=$!
while kill -0 $child 2>/dev/null; do wait $child; done
kill $watcher 2>/dev/null`;

export function leashed(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Leashed {
  const child: ChildProcess = spawn('/bin/sh', ['-c', LEASH, 'leash', command, ...args], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.stdin?.on('error', () => undefined);
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true;
      child.stdin?.end();
      resolve();
    };
    child.once('error', end);
    child.once('exit', end);
  });
  return {
    printed: () => text,
    ended,
    hasEnded: () => over,
    async kill() {
      child.stdin?.end();
      await ended;
    },
    async terminate() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
