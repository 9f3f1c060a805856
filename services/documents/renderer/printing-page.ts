import type { Browser, CDPSession, Page } from 'puppeteer';

/**
 * A page that prints documents, one after the other. It runs no script and every request but `data:` fails, whatever the
 * document says. Speaks to the browser directly: setting the document and printing it are one message each way.
 *
 * Whoever controls the text of a document can make it long and ugly, and nothing else.
 */
export interface PrintingPage {
  /** A4, tagged, with an outline. Rejects when the page or its browser is gone; has no time-out of its own. */
  print(html: string): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openPrintingPage(browser: Browser, blocked: (url: string) => void): Promise<PrintingPage> {
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  const gone = whenGone(page);
  await page.setJavaScriptEnabled(false);
  await blockRequests(session, blocked);
  await session.send('Page.enable');
  const { frameTree } = await session.send('Page.getFrameTree');
  const frameId = frameTree.frame.id;

  async function print(html: string): Promise<Buffer> {
    const loaded = new Promise<void>((done) => session.once('Page.loadEventFired', () => done()));
    await Promise.race([session.send('Page.setDocumentContent', { frameId, html }), gone]);
    await Promise.race([loaded, gone]);
    await Promise.race([session.send('Runtime.evaluate', FONTS_LOADED), gone]);
    const { data } = await Promise.race([session.send('Page.printToPDF', A4), gone]);
    return Buffer.from(data, 'base64');
  }

  return { print, close: () => page.close() };
}

/** Our own question to the page; the document's scripts stay off. */
const FONTS_LOADED = { expression: 'document.fonts.ready.then(() => true)', awaitPromise: true, returnByValue: true };

const A4 = {
  paperWidth: 8.27,
  paperHeight: 11.69,
  printBackground: true,
  preferCSSPageSize: true,
  generateTaggedPDF: true,
  generateDocumentOutline: true,
  transferMode: 'ReturnAsBase64',
} as const;

/** The browser resolves `data:` itself; everything else is paused here, and fails. */
async function blockRequests(session: CDPSession, blocked: (url: string) => void): Promise<void> {
  session.on('Fetch.requestPaused', ({ requestId, request }) => {
    blocked(request.url);
    session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' }).catch(() => undefined);
  });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}

/** Rejects once the page has crashed or was closed: a message to it would then be answered late or never. */
function whenGone(page: Page): Promise<never> {
  const gone = new Promise<never>((_, fail) => {
    page.once('error', fail);
    page.once('close', () => fail(new Error('the page is closed')));
    page.browser().once('disconnected', () => fail(new Error('the browser is gone')));
  });
  gone.catch(() => undefined); // a page at rest may end, too
  return gone;
}
