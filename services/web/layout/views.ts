import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { Assets } from './assets.ts';
import * as formats from './formats.ts';

/** Renders a page: `view` is `<area>/<file>` of a template in `<area>/views`. */
export interface Views {
  render(view: string, data: object): string;
}

/**
 * Each template is compiled once, when it is first used: to compile all of them took longer than all else at the start, and
 * one takes some milliseconds. What people wrote is escaped by Handlebars; triple-stash is refused at the start, so that
 * no template can let HTML through. Every template is a partial under its own name, too.
 */
export function loadViews(root: string, areas: readonly string[], assets: Assets): Views {
  const engine = Handlebars.create();
  const templates = new Map<string, Handlebars.TemplateDelegate>();
  for (const area of areas) {
    const folder = join(root, area, 'views');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.hbs'))) {
      const source = readFileSync(join(folder, file), 'utf8');
      const name = `${area}/${file.slice(0, -4)}`;
      if (/\{\{[{&]|<script(?![^>]* src=)|\son[a-z]+=|\sstyle=/i.test(source)) {
        throw new Error(`${name}: raw output, inline script or inline style`);
      }
      const template = engine.compile(source);
      engine.registerPartial(name, template);
      templates.set(name, template);
    }
  }
  engine.registerHelper(helpers(assets));
  return {
    render(view, data) {
      const template = templates.get(view);
      if (template === undefined) throw new Error(`no view ${view}`);
      return template(data, { allowProtoPropertiesByDefault: false });
    },
  };
}

function helpers(assets: Assets): Handlebars.HelperDeclareSpec {
  const of =
    <T>(format: (value: T) => string) =>
    (value: T | undefined | null) =>
      value === undefined || value === null ? '' : format(value);
  return {
    asset: (name: string) => assets.href(name),
    fecha: of(formats.longDate),
    fechaConDia: of(formats.weekdayDate),
    fechaCorta: of(formats.shortDate),
    fechaHora: of(formats.longInstant),
    fechaHoraCorta: of(formats.shortInstant),
    dinero: of(formats.money),
    numero: of(formats.count),
    tamano: of(formats.size),
    dias: (n: number, unit: 'business' | 'calendar') => formats.days(n, unit),
    igual: (a: unknown, b: unknown) => a === b,
    alguno: (...values: unknown[]) => values.slice(0, -1).some(Boolean),
    /** Keeps the line breaks that people wrote, in `white-space: pre-line`. */
    parrafos: of((text: string) => text.replaceAll('\r\n', '\n').trim()),
  };
}
