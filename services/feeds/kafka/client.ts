import { createRequire } from 'node:module';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import type { KafkaAddress, KafkaLogin } from './address.ts';

/*
 * The one place that opens kafkajs (2.2.4, no longer developed), for publishing and for reading alike.
 *
 * Promises: nothing of a login or a message is logged; no attempt waits for ever.
 * Fails: with kafkajs's errors; a lost broker is for the caller to come back to, with a new client's connection.
 * Worked round here: a negative time-out on each request, of which Node 24 warns (kafkajs #1751).
 */

export interface ClientLog {
  debug(message: string): void;
}

export const REQUEST_MS = 15_000;
const CONNECT_MS = 5_000;

/**
 * @param clientId how brokers name us in their logs and quotas
 * @param retries few for a publisher, which waits and comes back in a way of its own, which can be stopped; a consumer needs
 *   more: where its group's coordinator is not there yet, it does not come back from giving up (kafkajs)
 */
export function kafkaClient(address: KafkaAddress, clientId: string, log: ClientLog, retries = 2): Kafka {
  const { brokers, tls, sasl } = address;
  return new Kafka({
    clientId,
    brokers: [...brokers],
    ...(tls === undefined ? {} : { ssl: { ...(tls.ca === undefined ? {} : { ca: tls.ca }), ...tls.own } }),
    ...(sasl === undefined ? {} : { sasl: loginOf(sasl) }),
    connectionTimeout: CONNECT_MS,
    authenticationTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    retry: { retries, initialRetryTime: 100, maxRetryTime: 1_000 },
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => log.debug(`kafkajs: ${entry.log.message}`),
  });
}

function loginOf({ mechanism, ...rest }: KafkaLogin): NonNullable<KafkaConfig['sasl']> {
  switch (mechanism) {
    case 'plain':
      return { mechanism, ...rest };
    case 'scram-sha-256':
      return { mechanism, ...rest };
    case 'scram-sha-512':
      return { mechanism, ...rest };
  }
}

/** What of kafkajs's own queue of requests is put right. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
}

interface RequestQueueClass {
  readonly prototype: RequestQueue & { scheduleCheckPendingRequests(this: RequestQueue): void };
}

const queue: RequestQueueClass = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js');
const { scheduleCheckPendingRequests: schedule } = queue.prototype;
/** Where nothing waits and no broker asked for patience, it sets a timer some fifty years back: there is nothing to look for. */
queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
};
