import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

/** What a mail says, before it is text or HTML. Every string is plain text, ours or a stranger's alike. */
export interface Letter {
  readonly subject: string;
  readonly parts: readonly Part[];
}

export type Part =
  | { readonly text: string }
  | { readonly facts: readonly Fact[] }
  /** What somebody else wrote, set apart so that nobody takes it for ours. */
  | { readonly said: string; readonly label: string }
  | { readonly link: string; readonly label: string }
  | { readonly small: string };

export interface Fact {
  readonly label: string;
  readonly value: string;
}

const template = Handlebars.create().compile(readFileSync(new URL('./letter.hbs', import.meta.url), 'utf8'), {
  strict: true,
  knownHelpersOnly: true,
});

/** HTML that stands on its own: no script, no image, nothing to fetch. Handlebars escapes every value. */
export function htmlOf({ subject, parts }: Letter): string {
  return template({ subject: oneLine(subject), parts: parts.map(viewOf) });
}

function viewOf(part: Part) {
  return {
    text: 'text' in part ? printable(part.text) : undefined,
    facts:
      'facts' in part ? part.facts.map((fact) => ({ label: fact.label, value: printable(fact.value) })) : undefined,
    said: 'said' in part ? { label: part.label, lines: printable(part.said).split('\n') } : undefined,
    link: 'link' in part ? { label: part.label, url: part.link } : undefined,
    small: 'small' in part ? printable(part.small) : undefined,
  };
}

export function textOf({ parts }: Letter): string {
  return `${parts.map(plain).join('\n\n')}\n`;
}

function plain(part: Part): string {
  if ('text' in part) return printable(part.text);
  if ('small' in part) return printable(part.small);
  if ('facts' in part) return part.facts.map(({ label, value }) => `${label}: ${oneLine(value)}`).join('\n');
  if ('link' in part) return `${part.label}:\n${part.link}`;
  const lines = printable(part.said).split('\n');
  return `${part.label}:\n${lines.map((line) => `> ${line}`).join('\n')}`;
}

/** Fit for a header or a line of its own: a line break in it would begin another. */
export function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').trim();
}

/** Without control characters (line feed apart) and without what turns the direction of text. */
function printable(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(UNPRINTABLE, '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
