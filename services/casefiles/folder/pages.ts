import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

export type PageName = 'claim' | 'index' | 'list';

/**
 * A page of a case file: read without software, from a disk, for years. It stands on its own, runs nothing and fetches
 * nothing; its policy says so, whatever somebody wrote on a sheet. Strict: a view that lacks what the page names throws.
 */
export function casePage(name: PageName, view: { readonly title: string } & object): string {
  const fill = templates.get(name);
  if (fill === undefined) throw new Error(`no page ${name}`);
  const body = fill(view, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
  return `<!doctype html>
<html lang="es-PE">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Handlebars.escapeExpression(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<style>${STYLE}</style>
<title>${Handlebars.escapeExpression(view.title)}</title>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const FOLDER = new URL('../templates/', import.meta.url);
const STYLE = readFileSync(new URL('case-file.css', FOLDER), 'utf8');
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

// Everything a view says is escaped: no triple-stash in any template, and no helper of ours that returns markup.
const engine = Handlebars.create();
const COMPILER = { strict: true, knownHelpersOnly: true, preventIndent: true };
const templates = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.hbs'))
    .map((name) => {
      const source = readFileSync(new URL(name, FOLDER), 'utf8').trimEnd();
      if (/\{\{[{&]/.test(source)) throw new Error(`${name}: raw output`);
      return [name.slice(0, -4), engine.compile(source, COMPILER)] as const;
    }),
);
