import { rucsOf } from '@foja/api/actor.ts';
import { METHOD, sampleAnswer, sampleParameters, sampleQueryOf } from '@foja/api/audit/sample.ts';
import { papersName, papersOf } from '@foja/api/operations/audit.ts';
import { SAMPLE_MAX, sampleQuery } from '@foja/contracts/http/parameters.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { TYPES } from '../panel/claims/words.ts';
import { does } from '../panel/desk.ts';
import { auditorOf, type Bureau, page } from './bureau.ts';
import { firms } from './home.ts';
import { queryOf } from './query.ts';

/** A sample, at an address that draws it again; and its working papers. */
export function sampleRoutes(app: FastifyInstance, bureau: Bureau): void {
  app.get('/auditoria/muestra', does('audit/sample', '/auditoria/muestra'), async (request, reply) => {
    const parameters = await asked(request, bureau);
    const query = sampleQueryOf(parameters);
    // What was left open is settled now, and stands in the address from here on.
    if (request.url !== `/auditoria/muestra?${query}`) return reply.redirect(`/auditoria/muestra?${query}`, 303);
    const drawn = await bureau.projections.queries.samples.draw(parameters);
    const { items, population } = sampleAnswer(parameters, drawn);
    const mine = rucsOf(auditorOf(request)).toSorted();
    return page(bureau, request, reply, {
      view: 'muestra',
      data: {
        titulo: 'Muestra',
        ancho: true,
        ...{ poblacion: population, metodo: METHOD, consulta: query, semilla: parameters.seed },
        posicion: parameters.position.toString(),
        de: POPULATIONS[parameters.of],
        hojas: items.map((item) => ({ ...item, tipo: TYPES[item.type] })),
        cortada: population > items.length && items.length === SAMPLE_MAX && parameters.of !== 'filed',
        proveedores: await firms(mine, bureau.commands),
        elegidos: await firms(parameters.rucs, bureau.commands),
        v: {
          of: parameters.of,
          seed: parameters.seed,
          size: String(parameters.size),
          from: parameters.filedFrom ?? '',
          to: parameters.filedTo ?? '',
          rucs: parameters.rucs.length === 1 ? parameters.rucs[0] : '',
        },
      },
    });
  });

  app.get('/auditoria/muestra.zip', does('audit/sample', '/auditoria/muestra.zip'), async (request, reply) => {
    const parameters = await asked(request, bureau);
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="${papersName(parameters.seed)}"`)
      .header('cache-control', 'private, no-store')
      .send(await papersOf(parameters, bureau));
  });
}

function asked(request: FastifyRequest, bureau: Bureau) {
  return sampleParameters(queryOf(sampleQuery, request.query), rucsOf(auditorOf(request)), bureau);
}

const POPULATIONS = {
  filed: 'todas las hojas presentadas',
  late: 'las respondidas o acordadas fuera de plazo',
  reclassified: 'las recalificadas de queja a reclamo',
} as const;
