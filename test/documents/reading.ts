import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PDF as poppler's programs read it: what a court's or Indecopi's reader will see. */
export interface ReadPdf {
  /** White space runs become one space, so that a line break is no difference. */
  readonly text: string;
  readonly info: Readonly<Record<string, string>>;
  readonly fonts: readonly { readonly name: string; readonly embedded: boolean }[];
  /** The structure tree, one tag a line, indented. */
  readonly structure: string;
}

/** @throws where poppler-utils is not installed: nothing is skipped in silence. */
export async function readPdf(pdf: Uint8Array): Promise<ReadPdf> {
  const folder = await mkdtemp(join(tmpdir(), 'foja-pdf-'));
  const file = join(folder, 'document.pdf');
  try {
    await writeFile(file, pdf);
    const [text, info, fonts, structure] = await Promise.all([
      poppler('pdftotext', '-layout', file, '-'),
      poppler('pdfinfo', file),
      poppler('pdffonts', file),
      poppler('pdfinfo', '-struct', file),
    ]);
    return { text: text.replaceAll(/\s+/g, ' '), info: pairsOf(info), fonts: fontsOf(fonts), structure };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function poppler(program: string, ...args: string[]): Promise<string> {
  try {
    return (await run(program, args, { maxBuffer: 1 << 24, timeout: 20_000 })).stdout;
  } catch (cause) {
    throw new Error(`${program} does not run: apt-get install poppler-utils`, { cause });
  }
}

function pairsOf(info: string): Record<string, string> {
  const lines = info.split('\n').flatMap((line) => {
    const [, key, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(lines);
}

function fontsOf(table: string): ReadPdf['fonts'] {
  return table
    .split('\n')
    .slice(2)
    .filter((line) => line.trim() !== '')
    .map((line) => ({
      name: line.split(/\s+/)[0] ?? '',
      embedded: /\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$/.exec(line)?.[1] === 'yes',
    }));
}
