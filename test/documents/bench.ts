import type { Claim } from '@foja/commands/commands.ts';
import { createRenderer, findChromium, type Renderer } from '@foja/documents';
import { pageForPdf } from '@foja/documents/page.ts';
import { flags } from '@foja/documents/renderer/launch.ts';
import puppeteer from 'puppeteer';
import type { Row } from '../bench/results.ts';
import { forAWhile, sideBySide } from '../bench/rounds.ts';
import { filedClaim } from './claims.ts';
import { memoryOfTreeMb } from './memory.ts';
import { contentFor, print } from './printing.ts';

/** Documents before the first figure: what a browser grows by until it has seen everything once. */
const WARM_UP = 200;

/**
 * Sheets per second, from the claim to the finished PDF, against puppeteer's `page.pdf` of the same page on a reused
 * page, both one at a time, in turns in the same run; then memory over `sheets` documents in one browser and the next.
 */
export async function benchSheets(
  { rounds, roundMs }: { readonly rounds: number; readonly roundMs: number },
  sheets = 2_000,
): Promise<Row[]> {
  const renderer = createRenderer();
  const claim = filedClaim();
  const theirs = await rawPuppeteer(pageForPdf(await contentFor({ kind: 'sheet', copy: 'consumer' }, claim)));
  try {
    await renderer.warmUp();
    const { ours, ratio } = await sideBySide(
      rounds,
      () => forAWhile(roundMs, 1, () => sheet(renderer, claim)),
      () => forAWhile(roundMs, 1, theirs.pdf),
    );
    const memory = await memoryOver(renderer, claim, sheets);
    const against = 'puppeteer page.setContent + page.pdf of the same HTML, one reused page, one at a time each';
    const memoryMb = memory.lastMb;
    return [
      { name: 'sheets', value: ours, unit: 'sheets/s', against, ratio, memoryMb, aim: 'ratio ≥ 0.9' },
      {
        name: 'sheets-memory',
        value: memory.lastMb,
        unit: `MB of the browser after ${sheets} sheets`,
        against: `the same after ${WARM_UP} sheets`,
        ratio: memory.lastMb / memory.firstMb,
        memoryMb,
        aim: 'ratio ≤ 1.2: flat',
      },
    ];
  } finally {
    await theirs.close();
    await renderer.close();
  }
}

/** The largest of several looks at each end: a browser's memory is a saw. */
export async function memoryOver(
  renderer: Renderer,
  claim: Claim,
  sheets: number,
  warmUp = WARM_UP,
): Promise<{ firstMb: number; lastMb: number }> {
  await many(renderer, claim, warmUp - 50);
  const firstMb = await peakOver(renderer, claim);
  await many(renderer, claim, sheets - warmUp - 50);
  return { firstMb, lastMb: await peakOver(renderer, claim) };
}

async function peakOver(renderer: Renderer, claim: Claim): Promise<number> {
  let peak = 0;
  for (let look = 0; look < 5; look += 1) {
    await many(renderer, claim, 10);
    const pid = renderer.browserPid();
    if (pid !== undefined) peak = Math.max(peak, memoryOfTreeMb(pid));
  }
  return peak;
}

async function many(renderer: Renderer, claim: Claim, sheets: number): Promise<void> {
  for (let left = sheets; left > 0; left -= 10) {
    await Promise.all(Array.from({ length: Math.min(10, left) }, () => sheet(renderer, claim)));
  }
}

async function sheet(renderer: Renderer, claim: Claim): Promise<Buffer> {
  return print(renderer, await contentFor({ kind: 'sheet', copy: 'consumer' }, claim));
}

async function rawPuppeteer(html: string): Promise<{ pdf(): Promise<unknown>; close(): Promise<void> }> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('the bench of sheets needs Chromium: apt-get install chromium');
  const browser = await puppeteer.launch({ executablePath, args: flags() });
  const page = await browser.newPage();
  return {
    async pdf() {
      await page.setContent(html, { waitUntil: 'load' });
      return page.pdf({ format: 'A4', printBackground: true, preferCSSPageSize: true, tagged: true, outline: true });
    },
    close: () => browser.close(),
  };
}
