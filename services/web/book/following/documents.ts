import { Problem } from '@foja/commands/problems/problem.ts';
import { DOCUMENT_CSP } from '@foja/documents';
import { NotAsSealed } from '@foja/ledger/sealing/index.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendDownload } from '../../layout/index.ts';
import type { BookWeb } from '../context.ts';
import { sendNoPdf, unlessThereIsNoBrowser } from '../no-pdf.ts';
import { follow, followedData } from './claim.ts';
import { evidenceOf } from './evidence.ts';

type OfEvidence = { Params: { token: string; evidenceId: string } };
const says = (path: string) => ({ config: { route: { action: 'house/read', path } as const } });

/** The consumer's copies: to print at once, as PDF once a browser has made it, and the files of the claim. */
export function registerDocuments(app: FastifyInstance, web: BookWeb): void {
  const printable = { hoja: 'sheet', computo: 'computation', respuesta: 'answer' } as const;
  for (const [name, kind] of Object.entries(printable) as [string, 'sheet' | 'computation' | 'answer'][]) {
    app.get(`/seguimiento/:token/${name}`, says(`/seguimiento/{token}/${name}`), async (request, reply) => {
      const { claim } = await follow(web, request);
      if (kind === 'answer' && claim.state.response === undefined) throw new Problem('resource/not-found');
      privately(reply)
        .header('content-security-policy', `${DOCUMENT_CSP}; frame-ancestors 'none'`)
        .type('text/html; charset=utf-8');
      const { documents } = web;
      if (kind === 'sheet') return reply.send(await documents.sheetHtml(claim, 'consumer'));
      return reply.send(await (kind === 'answer' ? documents.answerHtml(claim) : documents.computationHtml(claim)));
    });

    app.get(`/seguimiento/:token/${name}.pdf`, says(`/seguimiento/{token}/${name}.pdf`), async (request, reply) => {
      const followed = await follow(web, request);
      const { claim, base } = followed;
      if (kind === 'answer' && claim.state.response === undefined) throw new Problem('resource/not-found');
      const { documents } = web;
      const made = kind === 'sheet' ? documents.sheet(claim, 'consumer') : documents[kind](claim);
      const pdf = await unlessThereIsNoBrowser(made);
      if (pdf === undefined) {
        const data = followedData(followed);
        return sendNoPdf(web, request, reply, { data, imprimible: `${base}/${name}`, seguimiento: base });
      }
      privately(reply).header('content-disposition', `attachment; filename="${pdf.fileName}"`).type(pdf.mediaType);
      return reply.send(await pdf.open());
    });
  }

  app.get('/seguimiento/:token/prueba.json', says('/seguimiento/{token}/prueba.json'), async (request, reply) => {
    const { claim, claimId } = await follow(web, request);
    const file = await web.proofFile?.(claimId).catch((error: unknown) => {
      throw error instanceof NotAsSealed ? new Problem('ledger/not-as-sealed', {}, error) : error;
    });
    if (file === undefined) throw new Problem('ledger/not-sealed');
    const name = `prueba-${claim.state.number?.sheetNumber ?? claimId}.json`;
    privately(reply)
      .header('content-disposition', `attachment; filename="${name}"`)
      .type('application/json; charset=utf-8');
    return reply.send(`${JSON.stringify(file, undefined, 1)}\n`);
  });

  app.get<OfEvidence>(
    '/seguimiento/:token/archivos/:evidenceId',
    says('/seguimiento/{token}/archivos/{evidenceId}'),
    async (request, reply) => {
      const { claim } = await follow(web, request);
      const found = evidenceOf(claim.history).find(
        ({ evidenceId, bytes }) => evidenceId === request.params.evidenceId && bytes !== 'named-only',
      );
      const bytes = found === undefined ? undefined : await web.files.get(found.sha256, { verify: true });
      if (found === undefined || bytes === undefined) throw new Problem('resource/not-found');
      return sendDownload(privately(reply), found, bytes);
    },
  );
}

function privately(reply: FastifyReply): FastifyReply {
  return reply
    .header('cache-control', 'private, no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex, nofollow');
}
