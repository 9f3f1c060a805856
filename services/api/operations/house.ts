import type { houseRoutes } from '@foja/contracts/http/routes/house.ts';
import { asyncApiDocument } from '@foja/contracts/integration/asyncapi.ts';
import { openApiDocument } from '@foja/contracts/openapi.ts';
import type { ProjectionStatus } from '@foja/projections';
import type { Registry } from 'prom-client';
import type { Operations } from '../call.ts';
import type { AppDependencies } from '../dependencies.ts';

type Mine = 'readContract' | 'readMessages' | 'isAlive' | 'isReady' | 'readMetrics';

/** The state of the house and its contract, for whoever runs it. */
export function houseOperations(
  { store, takesAppends, projections, sealing, parts, settings }: AppDependencies,
  registry: Registry,
): Operations<Pick<typeof houseRoutes, Mine>> {
  /** Made when it is first asked for: it takes longer than most of the start. */
  let contract: string | undefined;
  const messages = JSON.stringify(asyncApiDocument(settings.version));
  return {
    readMessages: () => ({
      status: 200,
      contentType: 'application/json; charset=utf-8',
      headers: { 'cache-control': 'public, max-age=300' },
      body: messages,
    }),

    readContract: () => {
      contract ??= JSON.stringify(openApiDocument(settings.version));
      return {
        status: 200,
        contentType: 'application/json; charset=utf-8',
        headers: { 'cache-control': 'public, max-age=300' },
        body: contract,
      };
    },

    isAlive: () => ({ status: 200, body: { status: 'alive' } }),

    /** Read models that lag, and sealing that is refused, are told and don't make it unready: filing goes on without them. */
    async isReady() {
      const [head, read, sealed, writing] = await Promise.allSettled([
        store.head(),
        projections.status(),
        sealing?.state(),
        takesAppends?.() ?? true,
      ]);
      const writes = writing.status === 'fulfilled' && writing.value;
      const ready = head.status === 'fulfilled' && read.status === 'fulfilled' && writes;
      const body = {
        status: ready ? 'ready' : 'not-ready',
        store: storeAnswer(head.status === 'fulfilled', writes),
        ...(parts === undefined ? {} : { parts: [...parts()] }),
        ...(sealing === undefined ? {} : { sealing: sealed.status === 'fulfilled' ? sealed.value : unknownSealing }),
        projections: read.status === 'fulfilled' ? read.value.map(statusAnswer) : [],
      };
      return { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' }, body };
    },

    readMetrics: async () => ({
      status: 200,
      contentType: registry.contentType,
      headers: { 'cache-control': 'no-store' },
      body: await registry.metrics(),
    }),
  };
}

function storeAnswer(answers: boolean, writes: boolean) {
  if (!answers) return 'unreachable';
  return writes ? 'reachable' : 'not-writing';
}

const unknownSealing = { state: 'unknown', sealedEvents: 0, lagEvents: 0, lagSeconds: 0 } as const;

function statusAnswer({ name, state, lagEvents, lagSeconds }: ProjectionStatus) {
  return { name, state, lagEvents, lagSeconds };
}
