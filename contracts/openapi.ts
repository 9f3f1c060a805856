import type { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { actions, audiences } from './http/actions.ts';
import { problem } from './http/answers.ts';
import type { AnswerDefinition, RouteDefinition } from './http/route.ts';
import { routes } from './http/routes.ts';
import { problems } from './problems.ts';

/** OpenAPI 3.1 of the whole API, from the same definitions that Fastify serves. */
export function openApiDocument(version = '0.1.0'): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [operationId, route] of Object.entries<RouteDefinition>(routes)) {
    const path = route.path.replace('+}', '}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(operationId, route) };
  }
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'Foja',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Este servidor' }],
    tags: [
      { name: 'reclamos', description: 'Presentar, seguir y responder reclamos y quejas' },
      { name: 'plazos', description: 'Plazos legales y su cómputo' },
      { name: 'proveedores', description: 'Proveedores, libros, llaves y vistas' },
      { name: 'auditores', description: 'Llaves que solo leen, sobre los proveedores que se les nombran' },
      { name: 'indecopi', description: 'Permisos de funcionarios y expedientes' },
      { name: 'sellado', description: 'El libro mayor sellado: puntos de control y huellas, en los formatos de C2SP' },
      { name: 'feeds', description: 'Los mensajes para el ERP y para supervisores; qué dice cada uno: /asyncapi.json' },
      { name: 'casa', description: 'El servicio mismo' },
    ],
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'Una llave `foja_<ruc>_<id>_<secreto>` o, de auditor, `foja_a_<id>_<secreto>`, o de un funcionario de Indecopi, `foja_i_<id>_<secreto>`, la del operador, o el código de seguimiento de un reclamo',
        },
        spreadsheet: {
          type: 'http',
          scheme: 'basic',
          description: 'La misma llave como contraseña, para hojas de cálculo; el usuario puede ser cualquiera',
        },
        trackingToken: { type: 'apiKey', in: 'query', name: 'token', description: 'Código de seguimiento del reclamo' },
      },
    },
  };
  return createDocument(document);
}

const DESCRIPTION = `Libro de Reclamaciones (Perú) sobre un registro que solo crece.
Errores: \`application/problem+json\`, en español o inglés según \`Accept-Language\`, con un \`code\` estable.
Toda escritura responde \`Foja-Position\`; una lectura de vistas que envía ese valor en \`Foja-Read-After\` ve esa escritura.
Los mensajes de los feeds tienen su propio contrato: [AsyncAPI 3.0](/asyncapi.json).
Los instantes son de Lima (\`-05:00\`); el dinero es una cadena decimal.`;

function operationOf(operationId: string, route: RouteDefinition): ZodOpenApiOperationObject {
  const allowed: readonly string[] = actions[route.action];
  const open = allowed.includes('anonymous');
  const who = allowed.length === audiences.length ? 'cualquiera' : allowed.join(', ');
  return {
    operationId,
    tags: [route.tag],
    summary: route.summary.es,
    description: `${route.summary.en}.\n\nQuién puede: ${who}.`,
    security: open ? [{}] : credentialsOf(route, allowed),
    parameters: headersOf(route),
    ...(route.params === undefined && route.query === undefined
      ? {}
      : {
          requestParams: {
            ...(route.params === undefined ? {} : { path: route.params }),
            ...(route.query === undefined ? {} : { query: route.query }),
          },
        }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !route.body.safeParse({}).success,
            content: { 'application/json': { schema: route.body } },
          },
        }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, answerOf(route, answer)])),
      default: PROBLEM,
    },
  };
}

function credentialsOf({ spreadsheet }: RouteDefinition, allowed: readonly string[]) {
  const more = [
    ...(allowed.includes('consumer') ? [{ trackingToken: [] }] : []),
    ...(spreadsheet === true ? [{ spreadsheet: [] }] : []),
  ];
  return [{ key: [] }, ...more];
}

const PROBLEM = {
  description: 'No se pudo; `code` dice por qué',
  content: { 'application/problem+json': { schema: problem } },
} as const;

function answerOf(route: RouteDefinition, { description, schema, alsoAs = [] }: AnswerDefinition) {
  const content: Record<string, { schema: z.ZodType | { type: 'string' | 'object' } }> = {};
  if (schema !== undefined) content['application/json'] = { schema };
  for (const type of alsoAs) content[type] = { schema: { type: type === 'application/json' ? 'object' : 'string' } };
  const headers = {
    ...(route.versioned ? { ETag: text('Revisión del reclamo, entre comillas') } : {}),
    ...(route.method === 'GET' ? {} : { 'Foja-Position': text('Hasta dónde llega el registro con esta escritura') }),
    ...(route.idempotency === undefined ? {} : { 'Idempotency-Replayed': text('true si ya se había hecho') }),
  };
  return {
    description,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function headersOf(route: RouteDefinition) {
  return [
    ...(route.idempotency === undefined
      ? []
      : [
          header(
            'Idempotency-Key',
            'La misma llave es la misma orden; 1 a 200 caracteres ASCII visibles',
            route.idempotency === 'required',
          ),
        ]),
    ...(route.versioned && route.method === 'GET' ? [header('If-None-Match', 'La revisión que ya se tiene')] : []),
    ...(route.versioned && route.method !== 'GET' ? [header('If-Match', 'La revisión que se vio, p. ej. "3"')] : []),
    ...(route.readModel ? [header('Foja-Read-After', 'Foja-Position de una escritura que debe verse')] : []),
    header('Accept-Language', 'es o en'),
  ];
}

function header(name: string, description: string, required = false) {
  return { in: 'header', name, description, required, schema: { type: 'string' } } as const;
}

function text(description: string) {
  return { description, schema: { type: 'string' } } as const;
}

/** Every code that a problem can have: for readers of the contract, and for the pages that list them. */
export const problemCodes = Object.keys(problems);
