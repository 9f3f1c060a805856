import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

/** A template, filled: strict, so a view that lacks what the template names throws instead of printing nothing. */
export function fill(template: TemplateName, view: object): string {
  const compiled = compiledTemplates.get(template);
  if (compiled === undefined) throw new Error(`no template ${template}`);
  return compiled(view, RUNTIME);
}

export type TemplateName = 'sheet' | 'answer' | 'computation' | 'poster';

export const TEMPLATE_FOLDER = new URL('./templates/', import.meta.url);

// Everything a view says is escaped: there is no triple-stash in any template, and no helper of ours that returns markup.
const engine = Handlebars.create();
const COMPILER = { strict: true, knownHelpersOnly: true, noEscape: false, preventIndent: true };
const RUNTIME = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

const sources = new Map(
  readdirSync(TEMPLATE_FOLDER)
    .filter((name) => name.endsWith('.hbs'))
    .map((name) => [name.slice(0, -4), readFileSync(new URL(name, TEMPLATE_FOLDER), 'utf8').trimEnd()] as const),
);
const compiledTemplates = new Map(
  [...sources].map(([name, source]) => [name, engine.compile(source, COMPILER)] as const),
);
for (const [name, template] of compiledTemplates) engine.registerPartial(name, template);
