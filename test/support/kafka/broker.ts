import { noDocker, startDockerBroker } from './docker.ts';
import { type JvmBroker, startJvmBroker } from './jvm.ts';
import { installedJava } from './places.ts';
import type { Secured } from './server-properties.ts';

/** A real Apache Kafka 4 of the test's own. */
export interface Broker extends Omit<JvmBroker, 'port'> {
  /** `host:port`, as KAFKA_BROKERS takes it. */
  readonly address: string;
}

/**
 * Why no broker can be started here, for `context.skip`; undefined where one can. The set-up (`ops/setup.mjs --tests`) has
 * fetched one for the JVM, or has found Docker.
 */
export async function noBroker(): Promise<string | undefined> {
  if (installedJava() !== undefined) return undefined;
  const why = await noDocker();
  if (why === undefined) return undefined;
  return `no Kafka: node ops/setup.mjs --tests has not fetched the broker, and Docker does not answer (${why})`;
}

/** @throws where none can be started: see `noBroker`. */
export async function startBroker(secured?: Secured): Promise<Broker> {
  const java = installedJava();
  const broker = await (java === undefined ? startDockerBroker(secured) : startJvmBroker(java, secured));
  return { ...broker, address: `127.0.0.1:${broker.port}` };
}
