import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A case file of many claims: how fast, and in how much memory. `node test/bench/case-file.ts [claims] [--kill]` fills a ledger
 * of its own, runs `foja export --all` on it as for Indecopi, and checks the ZIP with `foja verify-bundle`; with `--kill` it is
 * killed once half-way and taken up again. Seconds of processor are the command's own, without PostgreSQL's.
 */

const [count = '5000'] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const main = join(import.meta.dirname, '..', '..', 'services', 'foja', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'foja-bench-'));
const env = { ...process.env, DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent', MALLOC_ARENA_MAX: '2' };
// As `npm run foja` starts it.
const node = ['--max-semi-space-size=8', '--max-old-space-size=1024', main];
const out = join(folder, 'expediente.zip');
const ASKED = ['--all', '--reference', 'Oficio 1-2026'];

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly exportId: string;
  readonly code: number | null;
}

/** Runs it to its end, or kills it at a number of claims; the peak is the kernel's own (VmHWM). */
function run(args: readonly string[], killAt = Number.POSITIVE_INFINITY): Promise<Run> {
  return new Promise((resolve) => {
    const began = performance.now();
    const child = spawn(process.execPath, [...node, 'export', ...args, '--out', out], { env });
    let peakMb = 0;
    let cpuSeconds = 0;
    let exportId = '';
    const look = setInterval(() => {
      peakMb = Math.max(peakMb, peakOf(child.pid));
      cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid));
    }, 250);
    child.stderr.on('data', (chunk: Buffer) => {
      const text = String(chunk);
      process.stderr.write(text);
      exportId = /Expediente ([0-9a-f-]{36})/.exec(text)?.[1] ?? exportId;
      if (Number(/Reuniendo: (\d+)/.exec(text)?.[1] ?? 0) >= killAt) child.kill('SIGKILL');
    });
    child.on('exit', (code) => {
      clearInterval(look);
      resolve({ seconds: (performance.now() - began) / 1000, cpuSeconds, peakMb, exportId, code });
    });
  });
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has just ended
  }
}

/** User and system, in ticks of a hundredth of a second (proc(5), fields 14 and 15). */
function cpuOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0; // it has just ended
  }
}

/** Without the ledger: the file, and the key that came along with it. */
function verified(): { readonly seconds: string; readonly report: unknown } {
  const began = performance.now();
  const key = execFileSync('unzip', ['-p', out, 'clave-publica.txt'], { encoding: 'utf8' }).trim();
  const elsewhere = { ...env, DATA_DIR: join(folder, 'nada') };
  const said = execFileSync(process.execPath, [...node, 'verify-bundle', out, '--key', key, '--json'], {
    env: elsewhere,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { seconds: ((performance.now() - began) / 1000).toFixed(1), report: JSON.parse(said) };
}

try {
  execFileSync(process.execPath, [main, 'seed', '--claims', count, '--to', '2026-11-02'], { env, stdio: 'inherit' });
  // The read models are fed by whoever comes first: that is no part of what is measured, nor is sealing what was filed.
  execFileSync(process.execPath, [main, 'rebuild', '--json'], { env, stdio: 'ignore' });
  execFileSync(process.execPath, [main, 'seal', '--json'], { env, stdio: 'ignore' });
  const runs: Run[] = [];
  if (process.argv.includes('--kill')) runs.push(await run(ASKED, Number(count) / 2));
  const [killed] = runs;
  runs.push(await run(killed === undefined ? ASKED : ['--resume', killed.exportId]));
  const seconds = runs.reduce((sum, one) => sum + one.seconds, 0);
  const report = {
    claims: Number(count),
    runs: runs.map(({ seconds: each, cpuSeconds, peakMb, code }) => ({
      seconds: each.toFixed(1),
      cpuSeconds: cpuSeconds.toFixed(1),
      peakMb: Math.round(peakMb),
      code,
    })),
    claimsPerSecond: (Number(count) / seconds).toFixed(1),
    cpuMsPerClaim: ((runs.reduce((sum, one) => sum + one.cpuSeconds, 0) * 1000) / Number(count)).toFixed(2),
    zipMb: (statSync(out).size / 1024 / 1024).toFixed(1),
    verified: verified(),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? ''}`,
  };
  console.log(JSON.stringify(report, null, 2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
