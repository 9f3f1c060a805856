import { describe, expect, it } from 'vitest';
import { htmlOf, type Letter, oneLine, textOf } from './letter.ts';

const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)> "'&{{constructor}} \u202egnp.exe`;
const letter: Letter = {
  subject: hostile,
  parts: [
    { text: hostile },
    { facts: [{ label: 'Nombre', value: `${hostile}\r\nBcc: otro@correo.example` }] },
    { label: 'Detalle', said: `uno\r\ndos\u0000\u2028${hostile}` },
    { link: 'https://libro.example/seguimiento/x', label: 'Seguir mi caso' },
    { small: hostile },
  ],
};

describe('a letter', () => {
  it('in HTML shows hostile text and does nothing that it says', () => {
    const html = htmlOf(letter);
    expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('{{constructor}}');
    expect(html).not.toContain('\u202e');
    // The link is the only thing that leads anywhere.
    expect(html.match(/https?:\/\/[^"<]+/g)?.every((url) => url === 'https://libro.example/seguimiento/x')).toBe(true);
    expect(html).not.toMatch(/<(script|img|iframe|link|object|form|style)\b|\bsrc=/);
  });

  it('in text sets apart what others wrote, line by line, without control characters', () => {
    const text = textOf(letter);
    expect(text).toContain('Detalle:\n> uno\n> dos');
    expect(text).toContain('Bcc: otro@correo.example');
    expect(text.split('\n').some((line) => line.startsWith('Bcc:'))).toBe(false);
    expect(text).toContain('Seguir mi caso:\nhttps://libro.example/seguimiento/x');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be gone
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u2028\u202e]/);
  });

  it('a line for a header has no break in it', () => {
    expect(oneLine('Uno\r\nBcc: x\u2028\tdos\u0085 ')).toBe('Uno Bcc: x dos');
  });
});
