import { setTimeout as wait } from 'node:timers/promises';
import { NoBrowser, RendererBusy, RenderFailed } from './errors.ts';
import { findChromium } from './find-chromium.ts';
import { canSandbox } from './launch.ts';
import { type Press, startPress } from './press.ts';

/** Makes PDFs out of our own HTML with a pool of pages in one browser. Nothing is started before the first document. */
export interface Renderer {
  /**
   * One document. Survives the browser's death: the document is then made again with a new one.
   * @throws NoBrowser, RendererBusy, RenderFailed
   */
  render(html: string): Promise<Buffer>;
  /** Starts the browser, so that the first document need not wait for it. False where there is none. */
  warmUp(): Promise<boolean>;
  /** Whether a browser is there to be started; looks at the disk only. */
  available(): boolean;
  metrics(): RendererMetrics;
  /** The browser's process, for tests that kill it. */
  browserPid(): number | undefined;
  /** Refuses new documents, finishes those begun and waiting, ends the browser. */
  close(): Promise<void>;
}

export interface RendererMetrics {
  readonly waiting: number;
  readonly rendering: number;
  readonly rendered: number;
  readonly failed: number;
  /** Documents begun again because browser or page died. */
  readonly repeated: number;
  readonly browsersStarted: number;
  /** Requests that a document tried to make: always a hostile text, or a mistake of ours. */
  readonly requestsBlocked: number;
  /** Over all documents made, in milliseconds: without and with the time in the queue. */
  readonly renderMsSum: number;
  readonly totalMsSum: number;
  readonly renderMsMax: number;
}

export interface RendererOptions {
  /** Pages that print at once; more than processors gain nothing. */
  readonly pagesMax?: number;
  readonly waitingMax?: number;
  readonly renderTimeoutMs?: number;
  readonly documentsPerBrowser?: number;
  /** Chromium's own sandbox; off as root, and to be turned off in containers that forbid user namespaces. */
  readonly sandbox?: boolean;
  /** Told of what an operator should know; never of what a document says. */
  readonly warn?: (message: string) => void;
}

const DEFAULTS = {
  pagesMax: 2,
  waitingMax: 1_000,
  renderTimeoutMs: 30_000,
  documentsPerBrowser: 500,
  sandbox: canSandbox,
};

/** A document that has outlived this many browsers is what kills them. */
const ATTEMPTS_MAX = 3;

export function createRenderer(options: RendererOptions = {}): Renderer {
  const { pagesMax, waitingMax, renderTimeoutMs, documentsPerBrowser, sandbox, warn } = {
    ...DEFAULTS,
    warn: () => undefined,
    ...options,
  };
  const counts = { rendering: 0, rendered: 0, failed: 0, repeated: 0, browsersStarted: 0, requestsBlocked: 0 };
  const times = { renderMsSum: 0, totalMsSum: 0, renderMsMax: 0 };
  const queue: Job[] = [];
  let press: Promise<Press> | undefined;
  let current: Press | undefined;
  let closed = false;
  let atRest: (() => void) | undefined;

  function render(html: string): Promise<Buffer> {
    if (closed) return Promise.reject(new RenderFailed('the renderer is closed'));
    if (queue.length >= waitingMax) return Promise.reject(new RendererBusy(`${waitingMax} documents are waiting`));
    return new Promise((done, fail) => {
      queue.push({ html, done, fail, queuedAt: performance.now() });
      next();
    });
  }

  function next(): void {
    while (counts.rendering < pagesMax) {
      const job = queue.shift();
      if (job === undefined) break;
      counts.rendering += 1;
      void work(job);
    }
    if (counts.rendering === 0) atRest?.();
  }

  async function work(job: Job): Promise<void> {
    const startedAt = performance.now();
    try {
      const pdf = await withAttempts(job.html);
      const endedAt = performance.now();
      counts.rendered += 1;
      times.renderMsSum += endedAt - startedAt;
      times.totalMsSum += endedAt - job.queuedAt;
      times.renderMsMax = Math.max(times.renderMsMax, endedAt - startedAt);
      job.done(pdf);
    } catch (error) {
      counts.failed += 1;
      job.fail(error);
    } finally {
      counts.rendering -= 1;
      next();
    }
  }

  async function withAttempts(html: string): Promise<Buffer> {
    let last: unknown;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      if (attempt > 1) counts.repeated += 1;
      const running = await usablePress();
      try {
        return await printOn(running, html);
      } catch (error) {
        last = error;
        if (error instanceof RenderFailed) break; // a time-out: the next one would be as long
        warn(`a page died while printing (attempt ${attempt} of ${ATTEMPTS_MAX})`);
      }
    }
    throw last instanceof RenderFailed
      ? last
      : new RenderFailed('the browser died over this document', { cause: last });
  }

  async function printOn(running: Press, html: string): Promise<Buffer> {
    const page = await running.take();
    const timer = new AbortController();
    let spoiled = true;
    try {
      const printing = page.print(html);
      printing.catch(() => undefined); // where the time-out was first
      const pdf = await Promise.race([printing, timeOut(timer.signal)]);
      spoiled = false;
      return pdf;
    } finally {
      timer.abort();
      running.giveBack(page, spoiled);
    }
  }

  async function timeOut(signal: AbortSignal): Promise<never> {
    await wait(renderTimeoutMs, undefined, { signal, ref: false });
    throw new RenderFailed(`not made within ${renderTimeoutMs} ms`);
  }

  /** The browser in use; a new one where there is none yet, or where the last one is gone or worn out. */
  async function usablePress(): Promise<Press> {
    for (;;) {
      press ??= start();
      const running = await press;
      if (running.usable) return running;
      if (running !== current) continue; // somebody else has seen to it
      current = undefined;
      press = undefined;
      void running.retire();
    }
  }

  async function start(): Promise<Press> {
    try {
      current = await startPress({
        sandbox,
        documentsMax: documentsPerBrowser,
        blocked: () => {
          counts.requestsBlocked += 1;
        },
      });
      counts.browsersStarted += 1;
      return current;
    } catch (error) {
      press = undefined; // the next document tries again
      throw error;
    }
  }

  async function warmUp(): Promise<boolean> {
    try {
      const running = await usablePress();
      running.giveBack(await running.take(), false);
      return true;
    } catch (error) {
      if (error instanceof NoBrowser) return false;
      throw error;
    }
  }

  async function close(): Promise<void> {
    closed = true;
    if (counts.rendering > 0 || queue.length > 0) {
      await new Promise<void>((done) => {
        atRest = done;
      });
    }
    const running = await press?.catch(() => undefined);
    await running?.retire();
  }

  return {
    render,
    warmUp,
    available: () => findChromium() !== undefined,
    metrics: () => ({ waiting: queue.length, ...counts, ...times }),
    browserPid: () => current?.pid,
    close,
  };
}

interface Job {
  readonly html: string;
  readonly queuedAt: number;
  readonly done: (pdf: Buffer) => void;
  readonly fail: (error: unknown) => void;
}
