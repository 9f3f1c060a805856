import { Problem } from '@foja/commands/problems/problem.ts';
import type { ledgerRoutes } from '@foja/contracts/http/routes/ledger.ts';
import { parseTilePath } from '@foja/domain/ledger/index.ts';
import { NotAsSealed } from '@foja/ledger/sealing/index.ts';
import type { Operations } from '../call.ts';
import { claimOf } from './located.ts';

/** What the log serves may be read by programs in anybody's page. */
const open = { 'access-control-allow-origin': '*' };
/** A tile's path says how wide it is, so that its bytes never change. */
const forEver = { ...open, 'cache-control': 'public, max-age=31536000, immutable' };

/** The sealed log, as c2sp.org/tlog-tiles asks for it, and proofs of single claims. */
export const ledgerOperations: Operations<typeof ledgerRoutes> = {
  async readCheckpoint(_call, { sealing }) {
    const last = await sealing?.log.checkpoint();
    if (last === undefined) throw new Problem('ledger/not-sealed');
    return {
      status: 200,
      contentType: 'text/plain; charset=utf-8',
      headers: { ...open, 'cache-control': 'no-cache' },
      body: last.cosigned,
    };
  },

  async readTile(call, { sealing }) {
    const tile = parseTilePath(`tile/${call.params.tile}`);
    const bytes = tile === undefined ? undefined : await sealing?.log.tile(tile);
    if (bytes === undefined) throw new Problem('ledger/no-tile');
    return { status: 200, contentType: 'application/octet-stream', headers: forEver, body: Buffer.from(bytes) };
  },

  async readProof(call, { sealing }) {
    const { claimId } = claimOf(call);
    try {
      const file = await sealing?.proofFile(claimId);
      if (file === undefined) throw new Problem('ledger/not-sealed', { headers: { 'retry-after': '1' } });
      return { status: 200, headers: { 'cache-control': 'private, no-store' }, body: file };
    } catch (error) {
      throw error instanceof NotAsSealed ? new Problem('ledger/not-as-sealed', {}, error) : error;
    }
  },
};
