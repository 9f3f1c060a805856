import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';

/** A real EventStoreDB or KurrentDB, and how the run came by it. */
export interface RealServer {
  readonly url: string;
  stop(): Promise<void>;
}

const IMAGE = 'docker.kurrent.io/kurrent-lts/kurrentdb:latest';
const PORT = 2113;
const START_MS = 180_000;

/** The server that TEST_EVENTSTORE_URL names, else one in Docker; else why there is none. */
export async function realServer(): Promise<RealServer | { readonly reason: string }> {
  const { TEST_EVENTSTORE_URL: given, TEST_EVENTSTORE_IMAGE: image = IMAGE } = process.env;
  if (given !== undefined && given !== '') return { url: given, stop: async () => undefined };
  try {
    await getContainerRuntimeClient();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { reason: `no real EventStoreDB: TEST_EVENTSTORE_URL is not set, and Docker does not answer (${why})` };
  }
  // The contract writes an event of 2 MB; servers before 25 take 1 MB unless told.
  const both = (name: string, value: string) => ({ [`KURRENTDB_${name}`]: value, [`EVENTSTORE_${name}`]: value });
  const container = await new GenericContainer(image)
    .withEnvironment({ ...both('INSECURE', 'true'), ...both('MEM_DB', 'true'), ...both('MAX_APPEND_SIZE', '8388608') })
    .withExposedPorts(PORT)
    .withWaitStrategy(Wait.forHttp('/health/live', PORT).forStatusCodeMatching((code) => code < 300))
    .withStartupTimeout(START_MS)
    .start();
  return {
    url: `esdb://${container.getHost()}:${container.getMappedPort(PORT)}?tls=false`,
    stop: async () => void (await container.stop()),
  };
}
