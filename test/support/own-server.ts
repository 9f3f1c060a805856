import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServer, migrate, openEmbedded } from '@foja/ledger';

export interface OwnServer {
  readonly dataDir: string;
  readonly server: EmbeddedServer;
  close(): Promise<void>;
}

/** A server of the spec's own, for faults that the run's shared one must not suffer. */
export async function ownServer(options: { readonly serveAs?: string } = {}): Promise<OwnServer> {
  const dataDir = dataDirectory();
  const server = await openEmbedded({ dataDir, log: () => undefined, ...options });
  await migrate(server.adminUrl);
  return {
    dataDir,
    server,
    async close() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An empty DATA_DIR that the server's own user can reach. */
export function dataDirectory(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'foja-own-'));
  chmodSync(dataDir, 0o711);
  return dataDir;
}
