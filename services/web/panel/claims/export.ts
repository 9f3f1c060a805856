import { Readable } from 'node:stream';
import { csvLine, inertCell } from '@foja/api/csv.ts';
import type { RegisterItem } from '@foja/projections';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { count, shortDate, shortInstant } from '../../layout/formats.ts';
import { type Desk, does, personOf, todayOf } from '../desk.ts';
import { filtersOf, findAll } from './filters.ts';
import { CHANNELS, STATES, TYPES } from './words.ts';
import { workbook } from './workbook.ts';

/** Spreadsheets open no more than some hundred thousand rows in good time; a CSV has all. Both are written as they are read. */
export const XLSX_MOST = 200_000;

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
    const filters = filtersOf(request.query);
    async function* rows() {
      let written = 0;
      for await (const { item } of findAll(desk, ruc, filters)) {
        if (written === XLSX_MOST) {
          yield [CUT];
          return;
        }
        written += 1;
        yield COLUMNS.map(({ of }) => inertCell(of(item)));
      }
    }
    const { today } = todayOf(desk);
    const about = { sheet: 'Reclamos', columns: COLUMNS, at: new Date(desk.clock()) };
    return attachment(reply, `reclamos-${today}.xlsx`, XLSX).send(workbook(about, rows()));
  });
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
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
