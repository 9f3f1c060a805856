import { Readable } from 'node:stream';
import { csvLine, inertCell } from '@foja/api/csv.ts';
import type { RegisterItem } from '@foja/projections';
import type { FastifyInstance, FastifyReply } from 'fastify';
import writeXlsxFile from 'write-excel-file/node';
import { count, shortDate, shortInstant } from '../../layout/formats.ts';
import { type Desk, does, personOf, todayOf } from '../desk.ts';
import { filtersOf, findAll } from './filters.ts';
import { CHANNELS, STATES, TYPES } from './words.ts';

/** A CSV is written as it is read, so it has all; a workbook is made in memory, in one go that nothing else may wait for. */
export const XLSX_MOST = 5_000;

/** The list as a file, with the filters that are set. */
export function exportRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/panel/reclamos.csv', does('register/search', '/panel/reclamos.csv'), async (request, reply) => {
    const { ruc } = personOf(request);
    const filters = filtersOf(request.query);
    async function* lines() {
      yield `\ufeff${csvLine(COLUMNS.map(({ title }) => title))}`; // the mark makes spreadsheets read UTF-8
      for await (const { item } of findAll(desk, ruc, filters)) {
        yield csvLine(COLUMNS.map(({ of }) => of(item)));
      }
    }
    return attachment(reply, `reclamos-${todayOf(desk).today}.csv`, 'text/csv; charset=utf-8').send(
      Readable.from(lines()),
    );
  });

  app.get('/panel/reclamos.xlsx', does('register/search', '/panel/reclamos.xlsx'), async (request, reply) => {
    const { ruc } = personOf(request);
    const items: RegisterItem[] = [];
    for await (const { item } of findAll(desk, ruc, filtersOf(request.query))) {
      items.push(item);
      if (items.length > XLSX_MOST) break;
    }
    const name = `reclamos-${todayOf(desk).today}.xlsx`;
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    return attachment(reply, name, type).send(await workbookOf(items));
  });
}

/** Every cell is text: nothing is worked out when the file is opened. Where there are too many, the first row says so. */
export async function workbookOf(found: readonly RegisterItem[]): Promise<Buffer> {
  const items = found.slice(0, XLSX_MOST);
  const cut = found.length > XLSX_MOST;
  const header = COLUMNS.map(({ title }) => ({ value: title, fontWeight: 'bold' as const }));
  const rows = items.map((item) => COLUMNS.map(({ of }) => ({ value: inertCell(of(item)), type: String })));
  return writeXlsxFile([...(cut ? [[{ value: CUT, fontWeight: 'bold' as const }]] : []), header, ...rows], {
    sheet: 'Reclamos',
    columns: COLUMNS.map(({ width }) => ({ width })),
    stickyRowsCount: cut ? 2 : 1,
  }).toBuffer();
}

const CUT = `ATENCIÓN: aquí están solo las primeras ${count(XLSX_MOST)} hojas. La lista completa está en el CSV que se descarga en la misma página.`;

function attachment(reply: FastifyReply, fileName: string, type: string): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('cache-control', 'no-store');
}

const COLUMNS: readonly {
  readonly title: string;
  readonly width: number;
  readonly of: (item: RegisterItem) => string;
}[] = [
  { title: 'Hoja', width: 16, of: ({ sheetNumber }) => sheetNumber ?? '' },
  { title: 'Libro', width: 12, of: ({ bookCode }) => bookCode },
  { title: 'Sede', width: 24, of: ({ establishment }) => establishment },
  { title: 'Tipo', width: 10, of: ({ type }) => TYPES[type] ?? type },
  { title: 'Marcó', width: 10, of: ({ declaredType }) => TYPES[declaredType] ?? declaredType },
  { title: 'Estado', width: 16, of: ({ state }) => STATES[state] ?? state },
  { title: 'Presentado', width: 22, of: ({ filedAt }) => shortInstant(filedAt) },
  { title: 'Cómo llegó', width: 18, of: ({ channel }) => CHANNELS[channel] ?? channel },
  { title: 'Vence', width: 12, of: ({ dueOn }) => shortDate(dueOn) },
  { title: 'Cerrado', width: 12, of: ({ closedOn }) => (closedOn === null ? '' : shortDate(closedOn)) },
  { title: 'Consumidor', width: 30, of: ({ consumerName }) => consumerName ?? '' },
  { title: 'Documento', width: 12, of: ({ documentType }) => documentType },
  { title: 'Número', width: 14, of: ({ documentNumber }) => documentNumber ?? '' },
  { title: 'Correo', width: 28, of: ({ email }) => email ?? '' },
  { title: 'Bien', width: 10, of: ({ goodKind }) => (goodKind === 'service' ? 'Servicio' : 'Producto') },
  { title: 'Monto', width: 12, of: ({ amount }) => amount?.value ?? '' },
  { title: 'Moneda', width: 8, of: ({ amount }) => amount?.currency ?? '' },
  { title: 'Detalle (inicio)', width: 60, of: ({ excerpt }) => excerpt ?? '' },
];
