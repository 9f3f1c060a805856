import type { Position } from '@foja/ledger/port.ts';
import type { Reply } from '../call.ts';

/** An answer to a write: where it stands in the ledger, for `Foja-Read-After`, and whether it had been done before. */
export function written(result: { readonly position: Position; readonly repeated: boolean }, reply: Reply): Reply {
  const headers = { ...reply.headers, 'foja-position': String(result.position) };
  return result.repeated ? replayed({ ...reply, headers }) : { ...reply, headers };
}

export function replayed(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, 'idempotency-replayed': 'true' } };
}
