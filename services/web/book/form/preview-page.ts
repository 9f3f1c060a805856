import type { FileClaim } from '@foja/contracts/http/bodies.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type BookWeb, type FoundBook, regimeNow } from '../context.ts';
import { conformityNow } from './conformity.ts';
import { fieldNames } from './fields.ts';
import { bookData, type FormState, shown } from './form-page.ts';
import { blocksOf } from './rows.ts';
import { oddities } from './warnings.ts';

export interface Preview {
  readonly found: FoundBook;
  readonly state: FormState;
  readonly body: FileClaim;
  /** Files that were not taken, each in a sentence. */
  readonly refusals?: readonly string[];
  readonly status?: number;
}

/** The whole sheet to read, and the conformity that stands in for a signature. All state is in the page itself. */
export async function sendPreview(
  web: BookWeb,
  request: FastifyRequest,
  reply: FastifyReply,
  { found, state, body, refusals = [], status = 200 }: Preview,
): Promise<FastifyReply> {
  const hidden = [
    { nombre: 'sello', valor: state.seal },
    ...fieldNames.map((name) => ({ nombre: name, valor: state.fields[name] })).filter(({ valor }) => valor !== ''),
    ...state.attachments.map(({ ref }) => ({ nombre: 'adjunto', valor: ref })),
  ];
  return web.page(request, reply, {
    view: 'book/preview',
    status,
    framedBy: found.provider.allowedOrigins,
    data: {
      ...bookData(found),
      titulo: `${state.errors.length > 0 ? 'Error: ' : ''}Revise su hoja`,
      guiones: ['book/form.js'],
      hoy: limaDateOf(web.clock()),
      hoja: blocksOf(body),
      adjuntos: state.attachments.map(shown),
      rechazos: refusals,
      advertencias: oddities(body),
      ocultos: hidden,
      conformidad: conformityNow,
      leyendas: regimeNow(web, found.firm, body.type)?.legends ?? [],
      errores: state.errors,
      e: Object.fromEntries(state.errors.map(({ campo, texto }) => [campo, texto])),
    },
  });
}
