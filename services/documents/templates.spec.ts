import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fill, TEMPLATE_FOLDER } from './templates.ts';

const here = new URL('./', import.meta.url);

describe('templates', () => {
  const files = readdirSync(TEMPLATE_FOLDER).filter((name) => name.endsWith('.hbs'));

  it.each(files)('%s lets nothing through unescaped, and holds no script, style or address of its own', (name) => {
    const source = readFileSync(new URL(name, TEMPLATE_FOLDER), 'utf8');
    expect(source).not.toMatch(/\{\{\{|\{\{&|\{\{~&/);
    expect(source).not.toMatch(/<(?:script|style|iframe|object|embed|link|base|meta)\b/i);
    expect(source).not.toMatch(/\son\w+=|\sstyle=|javascript:/i);
    expect(source).not.toMatch(/(?:src|href)="(?!\{\{)/);
    // A value in an attribute stands between quotation marks, which are escaped.
    expect(source).not.toMatch(/=\{\{/);
  });

  it('are filled by code that never marks text as safe', () => {
    const sources = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
    );
    for (const name of sources) {
      expect(readFileSync(new URL(name, here), 'utf8'), name).not.toMatch(/SafeString|noEscape: true|registerHelper/);
    }
  });

  it('refuse a view that lacks something, instead of printing a gap', () => {
    expect(() => fill('sheet', {})).toThrow(/not defined/);
    expect(() => fill('poster', { bookKind: 'virtual' })).toThrow(/not defined/);
  });
});
