import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { CLUSTER_ID, freePorts, type JvmBroker } from './jvm.ts';
import { version } from './places.ts';
import { type Secured, serverProperties } from './server-properties.ts';

const { TEST_KAFKA_IMAGE: image = `apache/kafka:${version}` } = process.env;
const START_MS = 180_000;
const DATA = '/tmp/foja-kafka';

/** Why Docker cannot be used; undefined where it can. */
export async function noDocker(): Promise<string | undefined> {
  try {
    await getContainerRuntimeClient();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The same broker in a container, with the same settings. Gone with this process: testcontainers' reaper sees to it. */
export async function startDockerBroker(secured?: Secured): Promise<JvmBroker> {
  const [port, controllerPort] = await freePorts();
  const content = serverProperties({ bind: '0.0.0.0', port, controllerPort, folder: DATA, secured });
  const scram =
    secured === undefined ? '' : `--add-scram 'SCRAM-SHA-512=[name=${secured.user},password=${secured.password}]'`;
  const kafka = '/opt/kafka/bin';
  const run = `${kafka}/kafka-storage.sh format --ignore-formatted -t ${CLUSTER_ID} -c /tmp/server.properties ${scram}
exec ${kafka}/kafka-server-start.sh /tmp/server.properties`;
  const container = await new GenericContainer(image)
    .withCopyContentToContainer([{ content, target: '/tmp/server.properties' }])
    .withEnvironment({ KAFKA_HEAP_OPTS: '-Xmx256m' })
    .withEntrypoint(['/bin/bash', '-c', run])
    .withExposedPorts({ container: port, host: port })
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(START_MS)
    .start();
  const { container: containers } = await getContainerRuntimeClient();
  const handle = containers.getById(container.getId());
  return {
    port,
    kill: async () => void (await handle.kill()),
    restart: async () => void (await handle.start()),
    stop: async () => void (await container.stop()),
  };
}
