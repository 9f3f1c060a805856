import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering, format, freePorts, runJava } from './jvm.ts';
import { cache } from './places.ts';
import { serverProperties } from './server-properties.ts';

// Run once by ops/setup/kafka.mjs, with the path of `java`: what every start of a broker would else do again.
//  - `storage/`: a new node's, formatted;
//  - `classes.jsa`: the classes of a broker as a JVM has them in memory, which halves the work of a start.

const [java = 'java'] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), 'foja-kafka-prepare-'));
const properties = join(home, 'server.properties');
const storage = join(cache, 'storage');
try {
  const [port, controllerPort] = await freePorts();
  const settings = (folder: string) => serverProperties({ bind: '127.0.0.1', port, controllerPort, folder });
  rmSync(storage, { recursive: true, force: true });
  writeFileSync(properties, settings(storage));
  await format(java, properties);

  const data = join(home, 'data');
  cpSync(storage, data, { recursive: true });
  writeFileSync(properties, settings(data));
  const server = runJava(java, ['kafka.Kafka', properties], [`-XX:ArchiveClassesAtExit=${join(cache, 'classes.jsa')}`]);
  await answering(port, server);
  await server.terminate();
} finally {
  rmSync(home, { recursive: true, force: true });
}
