import type { FastifyReply, FastifyRequest } from 'fastify';
import { days } from '../../layout/formats.ts';
import { type BookWeb, publicUrl } from '../context.ts';
import { conformityOf } from '../form/conformity.ts';
import { blocksOf } from '../form/rows.ts';
import { qrOf } from '../qr.ts';
import { follow, followedData } from './claim.ts';
import { evidenceOf, evidenceShown } from './evidence.ts';

/** What the consumer takes away: the number, the date that binds the provider, and the link to follow it all. */
export async function sendReceipt(web: BookWeb, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const followed = await follow(web, request);
  const { claim, base, regime } = followed;
  const { filed } = claim.state;
  const link = `${publicUrl(web, request)}${base}`;
  const provider = await web.commands.provider(filed.ruc);
  const { faltan } = request.query as { faltan?: unknown };
  return web.page(request, reply, {
    view: 'book/receipt',
    framedBy: provider.allowedOrigins, // the widget ends here; the page answers nothing and changes nothing
    data: {
      ...followedData(followed),
      titulo: 'Constancia de presentación',
      guiones: ['book/receipt.js'],
      bookId: filed.bookId,
      tipo: filed.declaredType,
      esQueja: filed.declaredType === 'queja',
      codigo: filed.bookCode,
      presentada: filed.filedAt,
      medio: `es decir, en ${days(regime.term.n, regime.term.unit)} contados desde el día siguiente`,
      correo: filed.consumer.email,
      sinCorreo: web.settings.mailStaysHere === true,
      faltan: typeof faltan === 'string' && /^[1-9]$/.test(faltan) ? Number(faltan) : undefined,
      pdf: `${base}/hoja.pdf`,
      imprimible: `${base}/hoja`,
      seguimiento: base,
      enlace: link,
      qr: await qrOf(link),
      hoja: blocksOf({ ...filed, type: filed.declaredType }),
      adjuntos: evidenceOf(claim.history).map((one) => evidenceShown(one, base)),
      conformidad: conformityOf(filed.conformity.textVersion),
      conformidadEl: filed.conformity.at,
    },
  });
}
