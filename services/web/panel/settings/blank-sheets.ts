import { Problem } from '@foja/commands/problems/problem.ts';
import { uuid } from '@foja/contracts';
import { BACKUP_SHEETS_MAX, type BackupSheetsOf } from '@foja/documents';
import { limaDateOf, regimeFor } from '@foja/domain/deadline/index.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { notReady, sendDocument } from '../claims/printed.ts';
import { type Desk, does, personOf } from '../desk.ts';

const URL = '/panel/ajustes/libros/:bookId/hojas';

/** Blank sheets of the Libro de Respaldo, to print and to keep at the counter (Reglamento, art. 4-A). */
export function blankSheetRoutes(app: FastifyInstance, desk: Desk): void {
  const path = URL.replace(':bookId', '{bookId}');
  app.get(URL, does('book/open', path), async (request, reply) =>
    sendDocument(reply, desk.documents.backupSheetsHtml(await sheetsOf(desk, request))),
  );
  app.get(`${URL}.pdf`, does('book/open', `${path}.pdf`), async (request, reply) => {
    const { bytes, mediaType, fileName } = await desk.documents
      .backupSheets(await sheetsOf(desk, request))
      .catch(notReady);
    return reply
      .type(mediaType)
      .header('content-disposition', `attachment; filename="${fileName}"`)
      .header('cache-control', 'private, no-store')
      .send(bytes);
  });
}

const asked = z.object({
  desde: z.coerce.number().int().min(1).max(999_999_999).default(1),
  hasta: z.coerce.number().int().min(1).max(999_999_999).optional(),
});

/** @throws Problem for a book of somebody else, or more numbers than are printed at once. */
async function sheetsOf(desk: Desk, request: FastifyRequest): Promise<BackupSheetsOf> {
  const { ruc } = personOf(request);
  const { books, registered } = await desk.commands.provider(ruc);
  const bookId = uuid.safeParse((request.params as { bookId?: string }).bookId).data ?? '';
  const book = books.get(bookId);
  if (book === undefined || registered === undefined) throw new Problem('book/not-found');
  const range = asked.safeParse(request.query);
  const { desde, hasta = desde + 9 } = range.data ?? { desde: 0 };
  if (!range.success || hasta < desde || hasta - desde >= BACKUP_SHEETS_MAX) {
    throw new Problem('request/invalid', {
      detail: {
        es: `Elija números desde el 1 en adelante, y como máximo ${BACKUP_SHEETS_MAX} a la vez.`,
        en: `Choose numbers from 1 on, at most ${BACKUP_SHEETS_MAX} at once.`,
      },
    });
  }
  const filedOn = limaDateOf(desk.clock());
  const regime = regimeFor(desk.commands.law(), { sector: registered.sector, type: 'reclamo', filedOn });
  if (regime === undefined) throw new Problem('claim/no-regime');
  return {
    provider: {
      legalName: registered.legalName,
      tradeName: registered.tradeName ?? '',
      ruc,
      establishment: book.establishment,
      address: book.address,
      bookCode: book.code,
    },
    regime,
    year: Number(filedOn.slice(0, 4)),
    from: desde,
    to: hasta,
  };
}
