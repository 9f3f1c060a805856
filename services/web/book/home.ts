import type { FastifyInstance } from 'fastify';
import type { BookWeb } from './context.ts';

/** What this is, and where to go. The demonstration firm is shown only where it was registered. */
export function registerHome(app: FastifyInstance, web: BookWeb): void {
  app.get('/', { config: { route: { action: 'house/read', path: '/' } } }, async (request, reply) => {
    return web.page(request, reply, {
      view: 'book/home',
      indexed: true,
      data: { titulo: 'Libro de Reclamaciones', estilos: ['book/book.css'], demo: await demo() },
    });
  });

  async function demo() {
    const { demoRuc } = web.settings;
    if (demoRuc === undefined) return undefined;
    const { registered, books } = await web.commands.provider(demoRuc);
    const [book] = books.values();
    if (registered === undefined || book === undefined) return undefined;
    return { ruc: demoRuc, nombre: registered.tradeName ?? registered.legalName, codigo: book.code };
  }
}
