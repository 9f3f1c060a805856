import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { openApiDocument } from '@foja/contracts/openapi.ts';
import type { FastifyInstance } from 'fastify';

/** Readable pages of the contract at /docs; every file is served from here, nothing is asked of another host. */
export async function serveDocs(app: FastifyInstance, version: string | undefined): Promise<void> {
  let contract: ReturnType<typeof openApiDocument> | undefined;
  await app.register(async (scope) => {
    // The contract itself is made when somebody asks for it: that takes longer than most of the start.
    await scope.register(swagger, { mode: 'static', specification: { document: {} as never } });
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: true,
      transformSpecification: () => {
        contract ??= openApiDocument(version);
        return contract;
      },
      transformSpecificationClone: false,
      theme: { title: 'Foja: contrato HTTP' },
      uiConfig: { docExpansion: 'list', validatorUrl: null, tryItOutEnabled: false } as object,
    });
  });
}
