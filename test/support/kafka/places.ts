import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const house = dirname(dirname(dirname(import.meta.dirname)));

/** What ops/setup/kafka.mjs leaves here: `lib/`, `storage/`, perhaps `classes.jsa`, and `java`, which says where that is. */
export const cache = join(house, 'node_modules', '.cache', 'foja-kafka');
export const logSettings = join(import.meta.dirname, 'log4j2.properties');

const pom = readFileSync(join(import.meta.dirname, 'pom.xml'), 'utf8');

/** Apache Kafka's, in `pom.xml`. */
export const version = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([\d.]+)</.exec(pom)?.[1] ?? '';

/** The program `java` that the set-up found; undefined where the set-up has not fetched the broker. */
export function installedJava(): string | undefined {
  const file = join(cache, 'java');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
