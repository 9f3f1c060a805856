import type { Page } from 'puppeteer';
import { fill, go } from './filling.ts';
import type { Site } from './site.ts';
import { CODE } from './site.ts';

/** Files a sheet as a person does. */
export async function fileOnPage(
  page: Page,
  site: Site,
  change: Readonly<Record<string, string>> = {},
): Promise<{ readonly base: string; readonly claimId: string }> {
  await page.goto(`${site.url}/libro/20999999990/${CODE}`);
  await fill(page, change);
  await go(page, 'button[type=submit]');
  await page.click('#conformidad');
  await go(page, '[data-submit]');
  const base = page.url().replace(/\/constancia.*$/, '');
  return { base, claimId: claimIn(base) };
}

/** The claim that a link is for; the token says it, and the server checks it. */
export function claimIn(base: string): string {
  const hex = Buffer.from(base.split('foja_s_')[1] ?? '', 'base64url')
    .subarray(0, 16)
    .toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
