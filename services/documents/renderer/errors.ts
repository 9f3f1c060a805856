/** There is no browser to make PDFs with, or it does not start. The API answers 503 with `HOW_TO_GET_A_BROWSER`. */
export class NoBrowser extends Error {
  override readonly name = 'NoBrowser';
}

/** More documents are waiting than the queue holds: come back in a moment. */
export class RendererBusy extends Error {
  override readonly name = 'RendererBusy';
}

/** This document could not be made: it took too long, or the browser died over it every time. */
export class RenderFailed extends Error {
  override readonly name = 'RenderFailed';
}

/** For people, in the languages of the API. */
export const HOW_TO_GET_A_BROWSER = {
  es: 'Para generar PDF hace falta Chromium: instálelo («apt-get install chromium», o «npm run setup» como root) o indique su ruta en PUPPETEER_EXECUTABLE_PATH. Mientras tanto, la copia en HTML se puede ver e imprimir; el PDF se generará en cuanto haya un navegador.',
  en: 'PDFs need Chromium: install it ("apt-get install chromium", or "npm run setup" as root) or name its path in PUPPETEER_EXECUTABLE_PATH. Until then the HTML copy can be read and printed; the PDF is made as soon as there is a browser.',
} as const;
