import { readdirSync, readFileSync } from 'node:fs';

/**
 * Memory of its own of a process and all that descend from it, in MB: what they have in common counts once, and programs
 * and files not at all, which other browsers on the machine may share. Linux only.
 */
export function memoryOfTreeMb(root: number): number {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = Number(field(`/proc/${pid}/status`, 'PPid'));
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  let kilobytes = 0;
  const left = [root];
  for (let pid = left.pop(); pid !== undefined; pid = left.pop()) {
    kilobytes += Number(field(`/proc/${pid}/smaps_rollup`, 'Pss_Anon') ?? 0);
    left.push(...(children.get(pid) ?? []));
  }
  return Math.round(kilobytes / 1024);
}

/** A process may end between being listed and being read. */
function field(file: string, name: string): string | undefined {
  try {
    return new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
