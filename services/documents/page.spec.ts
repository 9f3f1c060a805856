import { describe, expect, it } from 'vitest';
import { fontFaces } from './fonts.ts';
import { cssString, DOCUMENT_CSP, pageForScreen } from './page.ts';
import { withMetadata } from './pdf-metadata.ts';
import { posterView } from './views/poster.ts';

describe('text in a style sheet', () => {
  it('cannot end its string', () => {
    expect(cssString('Nº 1')).toBe('"N\\ba  1"');
    expect(cssString('"; } </style>\n\\&')).toMatch(/^"[A-Za-z0-9 \\]*"$/);
  });
});

describe('the fonts of a document', () => {
  it('come only for the scripts it has letters of', () => {
    expect(fontFaces('reclamación').match(/@font-face/g)?.length).toBe(2);
    expect(fontFaces('Łódź').match(/@font-face/g)?.length).toBe(4);
    expect(fontFaces('שלום Ξενοφών').match(/@font-face/g)?.length).toBe(6);
    expect(fontFaces('a')).not.toContain('http');
  });
});

describe('the screen variant', () => {
  it('carries a policy that allows its own style by hash, and no script', () => {
    const view = posterView({
      bookKind: 'físico',
      provider: { legalName: '</title><script>1</script>', ruc: '20999999990' },
      book: { establishment: 'Tienda', code: 'A-1' },
    });
    const html = pageForScreen({ template: 'poster', views: [view], title: '</title><script>', footer: '' });
    expect(html).not.toContain('<script');
    expect(html).toContain('lang="es-PE"');
    expect(DOCUMENT_CSP).not.toContain('unsafe');
    expect(DOCUMENT_CSP).not.toContain('script-src');
  });
});

describe('metadata', () => {
  it('leaves a file alone that does not end as expected', () => {
    const odd = Buffer.from('%PDF-1.7\nnothing known\n%%EOF');
    const about = { title: 't', author: 'a', subject: 's', createdAt: '2026-10-05T18:42:00-05:00' };
    expect(withMetadata(odd, about)).toBe(odd);
  });
});
