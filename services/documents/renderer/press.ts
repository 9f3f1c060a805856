import type { Browser } from 'puppeteer';
import { launchBrowser } from './launch.ts';
import { openPrintingPage, type PrintingPage } from './printing-page.ts';

/** A browser with its pages: it is started once, prints so many documents, and is replaced. */
export interface Press {
  /** Still takes documents: neither worn out nor gone. */
  readonly usable: boolean;
  /** The browser's process; absent when it is gone. */
  readonly pid: number | undefined;
  take(): Promise<PrintingPage>;
  /** Hands the page back; `spoiled` when it may still be busy with what was given up. */
  giveBack(page: PrintingPage, spoiled: boolean): void;
  /** Takes nothing more, and closes once the last page is back. */
  retire(): Promise<void>;
}

export interface PressOptions {
  readonly sandbox: boolean;
  /** Documents after which the browser is replaced: what a long-lived browser leaks, and what it caches, goes with it. */
  readonly documentsMax: number;
  readonly blocked: (url: string) => void;
}

const CLOSE_TIMEOUT_MS = 5_000;

/** @throws NoBrowser */
export async function startPress({ sandbox, documentsMax, blocked }: PressOptions): Promise<Press> {
  const browser = await launchBrowser(sandbox);
  const idle: PrintingPage[] = [];
  let taken = 0;
  let out = 0;
  let retired = false;
  let lastBack: (() => void) | undefined;

  async function take(): Promise<PrintingPage> {
    taken += 1;
    out += 1;
    try {
      return idle.pop() ?? (await openPrintingPage(browser, blocked));
    } catch (error) {
      back();
      throw error;
    }
  }

  function giveBack(page: PrintingPage, spoiled: boolean): void {
    if (spoiled) page.close().catch(() => undefined);
    else idle.push(page);
    back();
  }

  function back(): void {
    out -= 1;
    if (out === 0) lastBack?.();
  }

  async function retire(): Promise<void> {
    if (retired) return;
    retired = true;
    if (out > 0 && browser.connected) {
      await new Promise<void>((done) => {
        lastBack = done;
        browser.once('disconnected', () => done());
      });
    }
    await endBrowser(browser);
  }

  return {
    get usable() {
      return browser.connected && !retired && taken < documentsMax;
    },
    get pid() {
      return browser.connected ? browser.process()?.pid : undefined;
    },
    take,
    giveBack,
    retire,
  };
}

/** Closes it; where it does not answer, ends its process. */
async function endBrowser(browser: Browser): Promise<void> {
  const process = browser.process();
  const timer = setTimeout(() => process?.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
  try {
    await browser.close();
  } catch {
    process?.kill('SIGKILL');
  } finally {
    clearTimeout(timer);
  }
}
