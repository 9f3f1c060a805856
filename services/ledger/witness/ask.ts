import {
  base64,
  consistencyProof,
  formatNote,
  formatVerifierKey,
  openNote,
  parseDecimal,
  parseNote,
  parseSignatureLine,
  tiledHashes,
  treeHash,
  type VerifierKey,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '../primitives.ts';
import type { SealedLog } from '../sealing/log.ts';
import type { CheckpointRow, SealTable } from '../sealing/table.ts';

const TIMEOUT_MS = 5_000;
const ANSWER_BYTES = 4_096;
const tree = treeHash(primitives.sha256);

/** Somebody else who cosigns; `url` is what `/add-checkpoint` stands under. */
export interface AskedWitness {
  readonly url: string;
  readonly key: VerifierKey;
}

/** Where a witness said to be, so that it need not say it again. Only a hint. */
export type KnownSizes = Map<string, number>;

/**
 * Asks a witness to cosign a checkpoint, and stores its signature if it holds. A witness that is elsewhere says at what size
 * (409), and is asked once more from there.
 * @throws where it can't be reached, or does not cosign: the message says why.
 */
export async function askWitness(
  { url, key }: AskedWitness,
  last: CheckpointRow,
  {
    log,
    table,
    sizes,
  }: { readonly log: Pick<SealedLog, 'tile'>; readonly table: SealTable; readonly sizes: KnownSizes },
): Promise<void> {
  let oldSize = Math.min(sizes.get(url) ?? 0, last.size);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { status, text } = await post(url, await requestFor(log, last, oldSize));
    if (status === 200) {
      await keep(text, { key, last, table });
      sizes.set(url, last.size);
      return;
    }
    const known = status === 409 ? parseDecimal(text.trimEnd()) : undefined;
    if (known === undefined) throw new Error(`${key.name} answered ${status}: ${text.trim().slice(0, 100)}`);
    if (known > last.size) throw new Error(`${key.name} has cosigned size ${known}, beyond ${last.size}`);
    oldSize = known;
  }
  throw new Error(`${key.name} does not go on from size ${oldSize}: it may have seen another history`);
}

async function requestFor(log: Pick<SealedLog, 'tile'>, last: CheckpointRow, oldSize: number): Promise<string> {
  const read = tiledHashes({
    tree,
    size: last.size,
    readTile: async (tile) => (await log.tile(tile)) ?? new Uint8Array(),
  });
  const path = await consistencyProof(tree, read, oldSize, last.size);
  return [`old ${oldSize}`, ...path.map(base64), '', last.note].join('\n');
}

async function post(url: string, body: string): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, {
    method: 'POST',
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: answer.status, text: (await answer.text()).slice(0, ANSWER_BYTES) };
}

/** Only a signature that holds is kept, and only the witness's own. */
async function keep(
  lines: string,
  { key, last, table }: { readonly key: VerifierKey; readonly last: CheckpointRow; readonly table: SealTable },
): Promise<void> {
  for (const line of lines.trimEnd().split('\n')) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) continue;
    const text = parseNote(last.note)?.text ?? '';
    const opened = openNote(primitives.ed25519, formatNote({ text, signatures: [signature] }), [key]);
    const [signed] = opened.ok ? opened.signed : [];
    if (signed?.atSeconds === undefined) continue;
    await table.addCosignature({ size: last.size, witness: formatVerifierKey(key), line, atSeconds: signed.atSeconds });
    return;
  }
  throw new Error(`${key.name} answered without a signature that holds`);
}
