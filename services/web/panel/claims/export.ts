import { Readable } from 'node:stream';
import type { RegisterItem } from '@foja/projections';
import type { FastifyInstance, FastifyReply } from 'fastify';
import writeXlsxFile from 'write-excel-file/node';
import { shortInstant } from '../../layout/formats.ts';
import { type Desk, does, personOf, todayOf } from '../desk.ts';
import { csvLine, inertCell } from './cells.ts';
import { filtersOf, findAll } from './filters.ts';
import { CHANNELS, STATES, TYPES } from './words.ts';

/** A CSV is written as it is read, so it may be long; a workbook is made in memory. */
const CSV_MOST = 100_000;
const XLSX_MOST = 5_000;

/** The list as a file, with the filters that are set. */
export function exportRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/panel/reclamos.csv', does('register/search', '/panel/reclamos.csv'), async (request, reply) => {
    const { ruc } = personOf(request);
    const filters = filtersOf(request.query);
    async function* lines() {
      yield `\ufeff${csvLine(COLUMNS.map(({ title }) => title))}`; // the mark makes spreadsheets read UTF-8
      for await (const { item } of findAll(desk, ruc, filters, CSV_MOST)) {
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
    for await (const { item } of findAll(desk, ruc, filtersOf(request.query), XLSX_MOST)) items.push(item);
    const name = `reclamos-${todayOf(desk).today}.xlsx`;
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    return attachment(reply, name, type).send(await workbookOf(items));
  });
}

/** Every cell is text but the amount: nothing is worked out when the file is opened. */
export async function workbookOf(items: readonly RegisterItem[]): Promise<Buffer> {
  const header = COLUMNS.map(({ title }) => ({ value: title, fontWeight: 'bold' as const }));
  const rows = items.map((item) => COLUMNS.map(({ of }) => ({ value: inertCell(of(item)), type: String })));
  return writeXlsxFile([header, ...rows], {
    sheet: 'Reclamos',
    columns: COLUMNS.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer();
}

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
  { title: 'Vence', width: 12, of: ({ dueOn }) => dueOn },
  { title: 'Cerrado', width: 12, of: ({ closedOn }) => closedOn ?? '' },
  { title: 'Consumidor', width: 30, of: ({ consumerName }) => consumerName ?? '' },
  { title: 'Documento', width: 12, of: ({ documentType }) => documentType },
  { title: 'Número', width: 14, of: ({ documentNumber }) => documentNumber ?? '' },
  { title: 'Correo', width: 28, of: ({ email }) => email ?? '' },
  { title: 'Bien', width: 10, of: ({ goodKind }) => (goodKind === 'service' ? 'Servicio' : 'Producto') },
  { title: 'Monto', width: 12, of: ({ amount }) => amount?.value ?? '' },
  { title: 'Moneda', width: 8, of: ({ amount }) => amount?.currency ?? '' },
  { title: 'Detalle (inicio)', width: 60, of: ({ excerpt }) => excerpt ?? '' },
];
