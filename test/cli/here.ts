import { run } from 'foja/cli.ts';
import { vi } from 'vitest';
import type { Ended, Settings } from './program.ts';

/**
 * `foja` in the process of the test: its code, and what it printed where, without Node's own start, which takes far longer
 * than most commands do. One at a time. That the program itself does the same, some tests of every group of commands show.
 */
export async function fojaHere(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  const printed = { out: '', err: '' };
  const spies = (['out', 'err'] as const).map((where) =>
    vi.spyOn(where === 'out' ? process.stdout : process.stderr, 'write').mockImplementation((chunk) => {
      printed[where] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await run(args, settings), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
