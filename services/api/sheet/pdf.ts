import { Problem } from '@foja/commands/problems/problem.ts';
import { HOW_TO_GET_A_BROWSER, NoBrowser, RendererBusy, type StoredDocument } from '@foja/documents';
import type { Reply } from '../call.ts';

/** A document made now if it was never asked for. @throws Problem `document/…` where it cannot be made yet. */
export async function printed(make: () => Promise<StoredDocument>): Promise<StoredDocument> {
  try {
    return await make();
  } catch (cause) {
    if (cause instanceof NoBrowser) throw new Problem('document/no-browser', { detail: HOW_TO_GET_A_BROWSER }, cause);
    if (cause instanceof RendererBusy) throw new Problem('document/busy', { headers: { 'retry-after': '5' } }, cause);
    throw cause;
  }
}

/** Its bytes as they were first made; their SHA-256 stands in the header for whoever keeps them. */
export async function pdfReply(document: StoredDocument, headers: Record<string, string>): Promise<Reply> {
  const { mediaType, fileName, sha256 } = document;
  const digest = Buffer.from(sha256, 'hex').toString('base64');
  return {
    status: 200,
    headers: {
      ...headers,
      'content-disposition': `inline; filename="${fileName}"`,
      'repr-digest': `sha-256=:${digest}:`,
    },
    contentType: mediaType,
    body: await document.bytes(),
  };
}
