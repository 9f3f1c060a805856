import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A loopback TCP port that is free now. Taken from below the range that systems use for outgoing connections, so that
 * the same port is most likely free again when the server is restarted under clients that know it.
 */
export async function freePort(preferred?: number): Promise<number> {
  const candidates = Array.from({ length: 40 }, () => randomInt(20_000, 32_000));
  for (const port of preferred === undefined ? candidates : [preferred, ...candidates]) {
    if (await isFree(port)) return port;
  }
  throw new Error('no free TCP port between 20000 and 32000 on 127.0.0.1');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once('error', () => answer(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => answer(true)));
  });
}
