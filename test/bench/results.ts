import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** A figure, and what it is held against in the same run. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What `ratio` compares with, in words. */
  readonly against: string;
  /** `value` over the other's figure; for a latency that must not grow, over the smaller ledger's. */
  readonly ratio: number;
  /** Highest resident memory of the server process while it was measured. */
  readonly memoryMb: number;
  /** What the project wants of it, in words. */
  readonly aim: string;
}

export function writeJson(file: string, rows: readonly Row[]): void {
  const plain = rows.map(({ name, value, unit, against, ratio }) => ({ name, value, unit, against, ratio }));
  writeFileSync(file, `${JSON.stringify(plain, undefined, 2)}\n`);
}

/** `test/bench/RESULTS.md`: the figures, with the machine and the command that gave them. */
export function writeMarkdown(file: string, rows: readonly Row[], command: string): void {
  const [cpu] = cpus();
  const machine = [
    `${cpus().length} × ${cpu?.model.trim() || 'processor of unknown model'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
  ].join(', ');
  const lines = rows.map(
    ({ name, value, unit, against, ratio, memoryMb, aim }) =>
      `| ${name} | ${show(value)} ${unit} | ${against} | ${ratio.toFixed(2)} | ${aim} | ${memoryMb} MB |`,
  );
  writeFileSync(
    file,
    `# Figures

Each figure stands beside what it is compared with, measured in the same run, turn and turn about. The server, PostgreSQL,
the load and the comparison share the machine, so absolute figures are low and the ratios are what counts.

- Command: \`${command}\`
- Machine: ${machine}
- Commit: ${commit()}
- Date: ${new Date().toISOString().slice(0, 10)}

| what | figure | against | ratio | wanted | memory of the server process |
|---|---:|---|---:|---|---:|
${lines.join('\n')}
`,
  );
}

export function show(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
