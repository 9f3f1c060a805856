import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { apt, canApt, firstLine, works } from './apt.mjs';
import { withLock } from './lock.mjs';
import { house } from './places.mjs';

// The Kafka of the tests: a real broker, of Apache's own artifacts, in a JVM; and kcat, a client that shares no code with
// ours. Nothing here stops the set-up: tests that need what is missing say so in their summary.

const run = promisify(execFile);
const LOOK_LIMIT_MS = 20_000;
const FETCH_LIMIT_MS = 10 * 60_000;
const PREPARE_LIMIT_MS = 5 * 60_000;
const OLDEST_JAVA = 17;
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

const support = join(house, 'test', 'support', 'kafka');
const cache = join(house, 'node_modules', '.cache', 'foja-kafka');
/** Names the Java that runs it; there once all else is. */
const javaFile = join(cache, 'java');
const stampFile = join(cache, 'stamp');

/** For `step()`. Where Docker answers, the tests start their broker there, and nothing need be fetched. */
export async function ensureKafka(busy) {
  if (await ready()) return 'there';
  if (await works('docker', ['info', '--format', '{{.ServerVersion}}'])) return 'in Docker';
  return withLock(
    join(house, 'node_modules', '.cache', 'foja-kafka.lock'),
    () => busy('waiting for another set-up'),
    async () => ((await ready()) ? 'there' : fetchBroker(busy)),
  );
}

/** kcat, the second client, and openssl, which makes the certificate of the secured broker. */
export async function ensureKafkaTools(busy) {
  const missing = [];
  if (!(await works('kcat', ['-V']))) missing.push('kcat');
  if (!(await works('openssl', ['version']))) missing.push('openssl');
  if (missing.length === 0) return 'there';
  const names = missing.join(' ');
  if (!canApt()) return `none: tests with ${names} cannot run (apt-get install ${names})`;
  busy(`installing Debian's ${names}`);
  const trouble = await apt(...missing);
  return trouble === undefined ? 'installed' : `none: tests with ${names} cannot run (${trouble})`;
}

const WITHOUT = 'tests that need a broker cannot run';

async function fetchBroker(busy) {
  const java = (await findJava()) ?? (await installed(busy, 'default-jre-headless', findJava));
  if (java === undefined) return `none: no Java ${OLDEST_JAVA} or newer; ${WITHOUT}`;
  const maven = (await findMaven()) ?? (await installed(busy, 'maven', findMaven));
  if (maven === undefined) return `none: no Maven; ${WITHOUT}`;
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  try {
    busy('fetching the broker (Maven)');
    const partial = join(cache, 'lib.partial');
    const goal = ['-B', '-q', PLUGIN, '-DincludeScope=runtime', `-DoutputDirectory=${partial}`];
    const options = { timeout: FETCH_LIMIT_MS, maxBuffer: 1 << 24 };
    await run(maven, [...goal, '-f', join(support, 'pom.xml')], options);
    renameSync(partial, join(cache, 'lib'));
  } catch (error) {
    return `none: Maven could not fetch it (${firstLine({ ...error, message: error.stdout || error.message })}); ${WITHOUT}`;
  }
  try {
    busy('preparing its storage and classes');
    const node = join(house, 'node_modules', '.bin', 'node');
    await run(node, [join(support, 'prepare.ts'), java], { timeout: PREPARE_LIMIT_MS });
  } catch (error) {
    return `none: the broker does not start (${firstLine(error)}); ${WITHOUT}`;
  }
  writeFileSync(stampFile, stamp());
  writeFileSync(javaFile, java);
  return 'installed';
}

/** Fetched as `pom.xml` and the rest of its folder say, and its Java still runs. */
async function ready() {
  if (!existsSync(javaFile) || !existsSync(stampFile)) return false;
  if (readFileSync(stampFile, 'utf8') !== stamp()) return false;
  return (await versionOf(readFileSync(javaFile, 'utf8'))) !== undefined;
}

function stamp() {
  const hash = createHash('sha256');
  for (const name of ['pom.xml', 'server-properties.ts', 'prepare.ts']) hash.update(readFileSync(join(support, name)));
  return hash.digest('hex');
}

async function findJava({ env = process.env } = {}) {
  const machines = '/usr/lib/jvm';
  const homes = existsSync(machines) ? readdirSync(machines).map((name) => join(machines, name)) : [];
  if (env.JAVA_HOME) homes.unshift(env.JAVA_HOME);
  for (const program of ['java', ...homes.map((home) => join(home, 'bin', 'java'))]) {
    if ((await versionOf(program)) >= OLDEST_JAVA) return program;
  }
  return undefined;
}

async function versionOf(java) {
  try {
    const { stderr } = await run(java, ['-version'], { timeout: LOOK_LIMIT_MS });
    const major = /version "(\d+)/.exec(stderr)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

async function findMaven() {
  return (await works('mvn', ['-version'])) ? 'mvn' : undefined;
}

async function installed(busy, name, find) {
  if (!canApt()) return undefined;
  busy(`installing Debian's ${name}`);
  await apt(name);
  return find();
}
