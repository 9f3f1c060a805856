import rateLimit from '@fastify/rate-limit';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Limits } from './dependencies.ts';
import './request-context.ts';

/**
 * Counts in this process's memory, per verified key, else per address: a credential that is not verified counts for
 * nothing, so that making up keys makes no room. Behind a proxy, `trustProxy` must name it.
 */
export async function limitRates(app: FastifyInstance, limits: Limits): Promise<void> {
  // Before the plugin, which reads what a route asks for as it is registered.
  app.addHook('onRoute', (options: RouteOptions) => {
    if (options.config?.operationId === 'isAlive') options.config.rateLimit = false;
    if (options.config?.operationId !== 'fileClaim') return;
    options.config.rateLimit = {
      max: (request) => (isKnown(request) ? limits.requestsPerMinuteByKey : limits.filingsPerMinuteByAddress),
    };
  });
  await app.register(rateLimit, {
    global: true,
    timeWindow: '1 minute',
    cache: 10_000,
    max: (request) => (isKnown(request) ? limits.requestsPerMinuteByKey : limits.requestsPerMinuteByAddress),
    keyGenerator: senderOf,
    errorResponseBuilder: () => new Problem('request/rate-limited'),
  });
}

function isKnown(request: FastifyRequest): boolean {
  return senderOf(request) !== request.ip;
}

/** Anybody gets a tracking token by filing, so a consumer counts by address as whoever is unknown does. */
function senderOf({ sender, ip }: FastifyRequest): string {
  if (sender === 'invalid' || sender.role === 'anonymous' || sender.role === 'consumer') return ip;
  return sender.role === 'operator' ? 'operator' : `key ${sender.keyId}`;
}
