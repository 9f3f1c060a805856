import { Problem } from '@foja/commands/problems/problem.ts';
import { ofClaim } from '@foja/contracts/http/parameters.ts';
import { DOCUMENT_CSP, NoBrowser, RendererBusy, RenderFailed } from '@foja/documents';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Desk, does } from '../desk.ts';
import { claimOf, type OfClaim } from './claim-page.ts';

/** The provider's copies of a claim's documents: to print at once, and as PDF once a browser has made it. */
export function printedRoutes(app: FastifyInstance, desk: Desk): void {
  const { documents } = desk;
  for (const name of ['hoja', 'carta', 'computo'] as const) {
    const url = `/panel/reclamos/:claimId/${name}`;
    const path = `/panel/reclamos/{claimId}/${name}`;

    app.get<OfClaim>(url, does('claim/read', path, ofClaim), async (request, reply) => {
      const claim = claimOf(request);
      if (name === 'carta' && claim.state.response === undefined) throw new Problem('resource/not-found');
      if (name === 'hoja') return sendDocument(reply, await documents.sheetHtml(claim, 'provider'));
      return sendDocument(
        reply,
        await (name === 'carta' ? documents.answerHtml(claim) : documents.computationHtml(claim)),
      );
    });

    app.get<OfClaim>(`${url}.pdf`, does('claim/read', `${path}.pdf`, ofClaim), async (request, reply) => {
      const claim = claimOf(request);
      if (name === 'carta' && claim.state.response === undefined) throw new Problem('resource/not-found');
      const making =
        name === 'hoja'
          ? documents.sheet(claim, 'provider')
          : name === 'carta'
            ? documents.answer(claim)
            : documents.computation(claim);
      const pdf = await making.catch(notReady);
      return reply
        .type(pdf.mediaType)
        .header('content-disposition', `attachment; filename="${pdf.fileName}"`)
        .header('cache-control', 'private, no-store')
        .send(await pdf.open());
    });
  }
}

/** A document is a page of its own, with its own policy: nothing of the panel is in it. */
export function sendDocument(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', `${DOCUMENT_CSP}; frame-ancestors 'none'`)
    .header('cache-control', 'private, no-store')
    .header('referrer-policy', 'no-referrer')
    .send(html);
}

/** For the `catch` of whatever makes a PDF. @throws Problem in words, where it only has to wait. */
export function notReady(error: unknown): never {
  if (error instanceof NoBrowser || error instanceof RendererBusy || error instanceof RenderFailed) {
    throw new Problem('server/unavailable', {
      headers: { 'retry-after': '60' },
      detail: {
        es: 'El PDF todavía no está listo. La copia para imprimir sí: vuelva atrás y elija «imprimir». El PDF se hace solo en cuanto se pueda.',
        en: 'The PDF is not ready yet; the copy to print is. It is made as soon as it can be.',
      },
    });
  }
  throw error;
}
