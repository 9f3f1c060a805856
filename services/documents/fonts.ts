import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The font of the documents: Arimo, which has the widths of Arial (Anexo II asks for Arial) and the Open Font License.
 * It comes in parts by script; a document carries only those that it has letters of.
 */
export function fontFaces(text: string): string {
  return PARTS.filter(({ part, letters }) => part === 'latin' || letters.test(text))
    .map(({ part }) => facesOf(part))
    .join('');
}

const PARTS = [
  { part: 'latin', letters: /[\u0020-\u00ff]/ },
  { part: 'latin-ext', letters: /[\u0100-\u02ff\u1e00-\u1eff\u20a0-\u20cf\ua720-\ua7ff]/ },
  { part: 'greek', letters: /[\u0370-\u03ff]/ },
  { part: 'cyrillic', letters: /[\u0400-\u04ff\u2116]/ },
  { part: 'hebrew', letters: /[\u0590-\u05ff\ufb1d-\ufb4f]/ },
] as const;
type Part = (typeof PARTS)[number]['part'];

const require = createRequire(import.meta.url);
const ranges: Record<string, string> = JSON.parse(
  readFileSync(require.resolve('@fontsource/arimo/unicode.json'), 'utf8'),
);
const made = new Map<Part, string>();

function facesOf(part: Part): string {
  const known = made.get(part);
  if (known !== undefined) return known;
  const faces = [400, 700].map((weight) => face(part, weight)).join('');
  made.set(part, faces);
  return faces;
}

function face(part: Part, weight: number): string {
  const file = require.resolve(`@fontsource/arimo/files/arimo-${part}-${weight}-normal.woff2`);
  const source = `data:font/woff2;base64,${readFileSync(file).toString('base64')}`;
  const range = ranges[part] ?? 'U+0000-FFFF';
  return `@font-face{font-family:Arimo;font-weight:${weight};src:url(${source}) format('woff2');unicode-range:${range}}`;
}
