import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './csp.ts';

describe("a page's policy", () => {
  it('allows nothing inline, nothing foreign, and no frame', () => {
    const policy = contentSecurityPolicy();
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("connect-src 'none'");
  });

  it('lets the listed origins frame it, and no directive be smuggled in', () => {
    const policy = contentSecurityPolicy({ framedBy: ['https://tienda.example', 'https://x; script-src *', '*'] });
    expect(policy).toMatch(/frame-ancestors https:\/\/tienda\.example$/);
  });
});
