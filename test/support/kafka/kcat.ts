import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMIT_MS = 60_000;

export interface KcatRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Why kcat cannot be used; undefined where it can. */
export async function noKcat(): Promise<string | undefined> {
  try {
    await run('kcat', ['-V'], { timeout: LIMIT_MS });
    return undefined;
  } catch {
    return 'no kcat on this machine (node ops/setup.mjs --tests, or apt-get install kcat)';
  }
}

/** All that a topic holds now, as kcat (librdkafka) reads it. */
export async function kcat(address: string, topic: string): Promise<KcatRecord[]> {
  const read = ['-C', '-b', address, '-t', topic, '-o', 'beginning', '-e', '-q', '-f', '%k\\t%h\\t%s\\n'];
  const { stdout } = await run('kcat', read, { timeout: LIMIT_MS, maxBuffer: 1 << 28 });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [key = '', headers = '', value = ''] = line.split('\t');
      return { key, value, headers: Object.fromEntries(headers.split(',').map(pair)) };
    });
}

/** Writes one message as kcat (librdkafka) does, compressed or not. */
export async function produceByKcat(
  address: string,
  { topic, key, value, headers, compression }: KcatRecord & { readonly topic: string; readonly compression: string },
): Promise<void> {
  const said = Object.entries(headers).flatMap(([name, text]) => ['-H', `${name}=${text}`]);
  const producing = run('kcat', ['-P', '-b', address, '-t', topic, '-k', key, '-z', compression, ...said], {
    timeout: LIMIT_MS,
  });
  producing.child.stdin?.end(value);
  await producing;
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}
