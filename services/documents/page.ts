import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { fontFaces } from './fonts.ts';
import { fill, TEMPLATE_FOLDER, type TemplateName } from './templates.ts';

/** A document as HTML, for the renderer or for a person's screen and printer. */
export interface PageContent {
  readonly template: TemplateName;
  /** One view a page; each begins on a new sheet of paper. */
  readonly views: readonly object[];
  readonly title: string;
  /** Printed at the foot of every page, before the page number; empty: neither. */
  readonly footer: string;
}

/**
 * Stands on its own: fonts inside, nothing to fetch. For the renderer only, which lets nothing be fetched; the page names no
 * policy of its own, because policies add up in a page that prints one document after the other.
 */
export function pageForPdf(content: PageContent): string {
  const body = bodyOf(content);
  const style = `${fontFaces(body)}${STYLES[content.template]}${pageFooter(content.footer)}`;
  return htmlPage({ ...content, body, style, head: '' });
}

/** The same for a browser that people use: the machine's own Arial, no font to load, a policy that can be strict. */
export function pageForScreen(content: PageContent): string {
  return htmlPage({ ...content, body: bodyOf(content), style: STYLES[content.template], head: SCREEN_HEAD });
}

// By template: what all documents share, and its own.
const STYLES: Readonly<Record<TemplateName, string>> = {
  sheet: styleOf('sheet'),
  answer: styleOf('answer'),
  computation: styleOf('computation'),
  poster: styleOf('poster'),
};

/** The Content-Security-Policy under which every screen variant works; hand it out as a header, too. */
export const DOCUMENT_CSP = [
  "default-src 'none'",
  `style-src ${Object.values(STYLES).map(hashSource).join(' ')}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function bodyOf({ template, views }: PageContent): string {
  return views.map((view) => fill(template, view)).join('\n');
}

/** What all pages of a template have alike comes first: an archive of thousands of them holds it compressed once. */
function htmlPage(page: { title: string; body: string; style: string; head: string; template: string }): string {
  return `<!doctype html>
<html lang="es-PE">
<head>
<meta charset="utf-8">${page.head}
<style>${page.style}</style>
<title>${escaped(page.title)}</title>
</head>
<body class="${escaped(page.template)}">
<main>
${page.body}
</main>
</body>
</html>`;
}

const escaped = Handlebars.escapeExpression;

const SCREEN_HEAD = `
<meta http-equiv="Content-Security-Policy" content="${escaped(DOCUMENT_CSP)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">`;

/** Margin boxes, which only paper has; none where there is nothing to say. */
function pageFooter(text: string): string {
  if (text === '') return '';
  const font = 'font: 6.8pt Arimo; color: #555; vertical-align: top; padding-top: 3mm;';
  return `@page{@bottom-left{content:${cssString(text)};${font}}@bottom-right{content:"Página " counter(page) " de " counter(pages);${font}}}`;
}

/** A CSS string that can hold any text: everything but letters, digits and spaces is written by its number. */
export function cssString(text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9 ]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `);
  return `"${safe}"`;
}

function styleOf(template: TemplateName): string {
  const read = (name: string) => readFileSync(new URL(name, TEMPLATE_FOLDER), 'utf8');
  return `${read('base.css')}${read(`${template}.css`)}`;
}

function hashSource(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}
