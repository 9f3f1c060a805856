export { type Asset, type Assets, compressible, loadAssets, sendAsset, serveAssets } from './assets.ts';
export { contentSecurityPolicy, type PagePolicy } from './csp.ts';
export { type SentFile, sendDownload } from './download.ts';
export { answerErrorsAsPages, answerErrorsInside, type ErrorLog, notFoundPage } from './error-pages.ts';
export * as formats from './formats.ts';
export { type Page, sendPage } from './page.ts';
export { loadViews, type Views } from './views.ts';
