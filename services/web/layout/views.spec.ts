import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAssets } from './assets.ts';
import { loadViews } from './views.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'foja-views-'));
  mkdirSync(join(root, 'area', 'views'), { recursive: true });
  mkdirSync(join(root, 'area', 'assets'));
});
afterEach(() => rmSync(root, { recursive: true }));

const view = (source: string) => writeFileSync(join(root, 'area', 'views', 'v.hbs'), source);
const render = (data: object) => loadViews(root, ['area'], loadAssets(root, ['area'])).render('area/v', data);

describe('templates', () => {
  it('escape what people wrote, in text and in attributes', () => {
    view('<p title="{{x}}">{{x}}</p>');
    expect(render({ x: `"><script>alert(1)</script>'\`` })).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#x27;&#x60;">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#x27;&#x60;</p>',
    );
  });

  it('do not run what people wrote as a template', () => {
    view('{{x}}');
    expect(render({ x: '{{constructor}}{{#with x}}1{{/with}}' })).toContain('{{constructor}}');
  });

  it('do not reach the prototype', () => {
    view('[{{x.constructor.name}}]');
    expect(render({ x: {} })).toBe('[]');
  });

  it.each(['{{{x}}}', '{{&x}}', '<script>1</script>', '<p onclick="x()">', '<p style="color:red">'])(
    'are refused with %s',
    (source) => {
      view(source);
      expect(() => render({ x: '' })).toThrow(/raw output, inline/);
    },
  );

  it('name an asset by its content, and fail loudly where it is missing', () => {
    writeFileSync(join(root, 'area', 'assets', 'a.css'), 'p{}');
    view("{{asset 'area/a.css'}}");
    expect(render({})).toMatch(/^\/recursos\/area\/a\.[0-9a-f]{10}\.css$/);
    view("{{asset 'area/b.css'}}");
    expect(() => render({})).toThrow('no asset area/b.css');
  });
});
