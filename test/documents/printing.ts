import type { Claim } from '@foja/commands/commands.ts';
import { createRenderer, type Renderer, type RendererOptions } from '@foja/documents';
import type { ClaimDocument } from '@foja/documents/catalogue.ts';
import { type Content, contentOf } from '@foja/documents/content.ts';
import { pageForPdf } from '@foja/documents/page.ts';
import { withMetadata } from '@foja/documents/pdf-metadata.ts';
import { baseLaw } from '@foja/domain/deadline/index.ts';

export const VERIFY_URL = 'https://libro.losejemplos.example/verificar';
export const FOLLOW_URL = 'https://libro.losejemplos.example/seguimiento/QUJDREVGR0hJSktMTU5PUFFSU1RVVg';

/** A renderer on the machine's own browser. @throws where there is none: nothing is skipped in silence. */
export async function startRenderer(options: RendererOptions = {}): Promise<Renderer> {
  const renderer = createRenderer(options);
  if (!(await renderer.warmUp())) throw new Error('these specs need Chromium: apt-get install chromium');
  return renderer;
}

export function contentFor(document: ClaimDocument, claim: Claim): Promise<Content> {
  return contentOf(document, claim, { law: baseLaw, followUrl: FOLLOW_URL, verifyUrl: VERIFY_URL });
}

export async function print(renderer: Renderer, content: Content): Promise<Buffer> {
  const pdf = await renderer.render(pageForPdf(content));
  return withMetadata(pdf, { ...content.about, createdAt: '2026-10-05T18:42:05-05:00' });
}
