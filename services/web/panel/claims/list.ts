import { line } from '@foja/contracts/text.ts';
import { InvalidCursor } from '@foja/projections';
import type { FastifyInstance } from 'fastify';
import { type Desk, does, page, personOf } from '../desk.ts';
import { field, formOf } from '../form.ts';
import { XLSX_MOST } from './export.ts';
import { DUE, type Filters, filtersOf, find, queryOf, savedQueryOf } from './filters.ts';
import { lineOf } from './rows.ts';
import { STATES } from './words.ts';

const PAGE = 25;

/** Every claim: narrowed, searched, paged, and narrowed again by a view that was saved. */
export function listRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/panel/reclamos', does('register/search', '/panel/reclamos'), async (request, reply) => {
    const { ruc, staffId } = personOf(request);
    const filters = filtersOf(request.query);
    const { cursor, numero } = request.query as { cursor?: unknown; numero?: unknown };
    const typed = typeof numero === 'string' ? numero.trim() : '';
    const [{ found, first, lost }, provider, views] = await Promise.all([
      pageFrom(desk, ruc, filters, cursor),
      desk.commands.provider(ruc),
      desk.staff.savedViews.list(staffId),
    ]);
    const query = queryOf(filters);
    const savable = savedQueryOf(filters);
    return page(desk, request, reply, {
      view: 'reclamos',
      data: {
        titulo: 'Reclamos y quejas',
        filtros: filters,
        numeroEscrito: typed,
        numeroMal: typed !== '' && filters.numero === '',
        aviso: lost ? LOST : undefined,
        enExcel: XLSX_MOST,
        hayFiltros: query !== '',
        consulta: query,
        estados: optionsOf(STATES, filters.estado),
        plazos: optionsOf(DUE, filters.plazo),
        tipos: optionsOf({ reclamo: 'Reclamos', queja: 'Quejas' }, filters.tipo),
        libros: [...provider.books.values()].map(({ bookId, code, establishment }) => ({
          valor: bookId,
          texto: `${code} · ${establishment}`,
          elegido: bookId === filters.libro,
        })),
        lineas: found.items.map(({ item, clock }) => lineOf(item, clock)),
        siguiente:
          found.nextCursor === undefined ? undefined : `${query === '' ? '' : `${query}&`}cursor=${found.nextCursor}`,
        primera: first,
        vistas: views.map((view) => ({ ...view, actual: view.query === query })),
        puedeGuardar: savable !== '' && !views.some((view) => view.query === savable),
        sinPalabras: savable !== query,
      },
    });
  });

  app.post('/panel/vistas', does('register/search', '/panel/vistas'), async (request, reply) => {
    const form = formOf(request.body);
    const query = savedQueryOf(filtersOf(Object.fromEntries(new URLSearchParams(field(form, 'consulta')))));
    const name = line({ max: 60 }).safeParse(field(form, 'nombre'));
    if (name.success && query !== '') {
      await desk.staff.savedViews.save(personOf(request).staffId, { name: name.data, query }, desk.clock());
    }
    return reply.redirect(`/panel/reclamos?${query}`, 303);
  });

  app.post('/panel/vistas/quitar', does('register/search', '/panel/vistas/quitar'), async (request, reply) => {
    const viewId = field(formOf(request.body), 'vista');
    if (/^[0-9a-f-]{36}$/.test(viewId)) await desk.staff.savedViews.remove(personOf(request).staffId, viewId);
    return reply.redirect('/panel/reclamos', 303);
  });
}

const LOST = {
  tono: 'info',
  texto: 'El enlace no dice desde dónde seguir en esta lista: se muestra desde el principio.',
};

/** A cursor that was cut short, or is another list's, leads to the first page, which says so. */
async function pageFrom(desk: Desk, ruc: string, filters: Filters, cursor: unknown) {
  const from = typeof cursor === 'string' && cursor !== '' ? cursor : undefined;
  try {
    return {
      found: await find(desk, ruc, filters, { cursor: from, limit: PAGE }),
      first: from === undefined,
      lost: false,
    };
  } catch (error) {
    if (!(error instanceof InvalidCursor)) throw error;
    return { found: await find(desk, ruc, filters, { limit: PAGE }), first: true, lost: true };
  }
}

function optionsOf(words: Readonly<Record<string, string>>, chosen: string) {
  return Object.entries(words).map(([valor, texto]) => ({ valor, texto, elegido: valor === chosen }));
}
