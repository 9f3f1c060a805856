import { setTimeout as wait } from 'node:timers/promises';
import { NoBrowser, type Renderer, RendererBusy, RenderFailed } from '@foja/documents';
import { createRenderer } from '@foja/documents/renderer/renderer.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startRenderer } from './printing.ts';
import { readPdf } from './reading.ts';

const open: Renderer[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(open.splice(0).map((renderer) => renderer.close()));
});

async function renderer(options: Parameters<typeof createRenderer>[0] = {}): Promise<Renderer> {
  const started = await startRenderer(options);
  open.push(started);
  return started;
}

function page(n: number, size = 1): string {
  return `<!doctype html><html lang="es-PE"><title>p${n}</title><p>documento número ${n}.</p>${'<p>relleno</p>'.repeat(size)}`;
}

describe('the renderer', () => {
  it('makes many documents at once, each its own', async () => {
    const busy = await renderer();
    const pdfs = await Promise.all(Array.from({ length: 12 }, (_, n) => busy.render(page(n))));
    for (const [n, pdf] of pdfs.entries()) expect((await readPdf(pdf)).text).toContain(`documento número ${n}.`);
    expect(busy.metrics()).toMatchObject({ rendered: 12, failed: 0, waiting: 0, rendering: 0, browsersStarted: 1 });
    expect(busy.metrics().renderMsSum).toBeGreaterThan(0);
  });

  it('loses nothing when its browser is killed in the middle of the work', async () => {
    const shaken = await renderer();
    const first = shaken.browserPid();
    const pdfs = Promise.all(Array.from({ length: 12 }, (_, n) => shaken.render(page(n, 400))));
    await until(() => shaken.metrics().rendered >= 3 && shaken.metrics().rendering > 0);
    kill(first);
    for (const [n, pdf] of (await pdfs).entries()) {
      expect((await readPdf(pdf)).text).toContain(`documento número ${n}.`);
    }
    expect(shaken.browserPid()).not.toBe(first);
    expect(shaken.metrics()).toMatchObject({ rendered: 12, failed: 0, browsersStarted: 2 });
    expect(shaken.metrics().repeated).toBeGreaterThan(0);
  });

  it('starts another browser when the first one died at rest', async () => {
    const shaken = await renderer();
    await shaken.render(page(1));
    kill(shaken.browserPid());
    await until(() => shaken.browserPid() === undefined);
    expect((await readPdf(await shaken.render(page(2)))).text).toContain('documento número 2.');
  });

  it('replaces the browser after so many documents, without a pause for those on their way', async () => {
    const worn = await renderer({ documentsPerBrowser: 5 });
    const pdfs = await Promise.all(Array.from({ length: 12 }, (_, n) => worn.render(page(n))));
    expect(pdfs.length).toBe(12);
    expect(worn.metrics()).toMatchObject({ rendered: 12, failed: 0, repeated: 0 });
    expect(worn.metrics().browsersStarted).toBeGreaterThanOrEqual(3);
  });

  it('gives up a document that takes too long, and goes on with the next', async () => {
    const hurried = await renderer({ renderTimeoutMs: 400, pagesMax: 1 });
    const endless = page(1, 150_000);
    await expect(hurried.render(endless)).rejects.toThrow(RenderFailed);
    const patient = await renderer();
    expect((await readPdf(await patient.render(page(2)))).text).toContain('documento número 2.');
    expect(hurried.metrics()).toMatchObject({ failed: 1, rendering: 0 });
  });

  it('refuses more than its queue holds, at once', async () => {
    const small = await renderer({ pagesMax: 1, waitingMax: 2 });
    const taken = [1, 2, 3].map((n) => small.render(page(n)));
    await expect(small.render(page(4))).rejects.toThrow(RendererBusy);
    expect((await Promise.all(taken)).length).toBe(3);
  });

  it('finishes what waits before it closes, and takes nothing afterwards', async () => {
    const closing = await startRenderer({ pagesMax: 1 });
    const waiting = [1, 2, 3].map((n) => closing.render(page(n)));
    await closing.close();
    expect((await Promise.all(waiting)).length).toBe(3);
    expect(closing.browserPid()).toBeUndefined();
    await expect(closing.render(page(4))).rejects.toThrow(RenderFailed);
  });

  it('says so where there is no browser, and works once there is one', async () => {
    vi.stubEnv('PUPPETEER_EXECUTABLE_PATH', '/nowhere/chromium');
    const bare = createRenderer();
    open.push(bare);
    expect(bare.available()).toBe(false);
    expect(await bare.warmUp()).toBe(false);
    await expect(bare.render(page(1))).rejects.toThrow(NoBrowser);
    vi.unstubAllEnvs();
    expect(bare.available()).toBe(true);
    expect((await readPdf(await bare.render(page(2)))).text).toContain('documento número 2.');
  });

  it('says so where the browser does not start', async () => {
    vi.stubEnv('PUPPETEER_EXECUTABLE_PATH', '/bin/false');
    const broken = createRenderer();
    open.push(broken);
    await expect(broken.render(page(1))).rejects.toThrow(/\/bin\/false does not start/);
  });
});

function kill(pid: number | undefined): void {
  if (pid === undefined) throw new Error('there is no browser to kill');
  process.kill(pid, 'SIGKILL');
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(2);
}
