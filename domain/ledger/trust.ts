import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import type { VerifierKey } from './note-keys.ts';
import type { Primitives } from './primitives.ts';
import { isKey, type NoteProblem, openNote, type SignedBy } from './signing.ts';
import { parseTlogProof } from './tlog-proof.ts';
import { type Hash, sameBytes, treeHash } from './tree-hash.ts';
import { rootFromInclusion, verifyConsistency } from './verifying.ts';

/** What a verifier has to be told, by a way that the log's operator doesn't control. */
export interface Trust {
  readonly logs: readonly TrustedLog[];
  /** Keys of witnesses; a checkpoint that one of them cosigned wrongly is refused. */
  readonly witnesses?: readonly VerifierKey[];
  /** How many different witnesses have to have cosigned; default 0. */
  readonly quorum?: number;
}

export interface TrustedLog {
  /** First line of the log's checkpoints. */
  readonly origin: string;
  /** Any of these may have signed; more than one while a key is replaced. */
  readonly keys: readonly VerifierKey[];
}

export type CheckpointProblem =
  | NoteProblem
  /** Signed, but no checkpoint to the letter. */
  | 'not-a-checkpoint'
  /** Of a log that the verifier was not told of. */
  | 'unknown-log'
  /** Cosigned by fewer witnesses than the quorum. */
  | 'too-few-witnesses';

export interface TrustedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The witnesses that have cosigned, each once: one key under two names is one witness. */
  readonly cosigned: readonly SignedBy[];
}

export type OpenedCheckpoint =
  | ({ readonly ok: true } & TrustedCheckpoint)
  | { readonly ok: false; readonly problem: CheckpointProblem };

/** A checkpoint signed by its log and by enough witnesses, or why it is not to be believed. Never throws. */
export function openCheckpoint({ ed25519 }: Primitives, input: Uint8Array | string, trust: Trust): OpenedCheckpoint {
  const { logs, witnesses = [], quorum = 0 } = trust;
  const logKeys = logs.flatMap((log) => log.keys);
  const opened = openNote(ed25519, input, [...logKeys, ...witnesses]);
  if (!opened.ok) return opened;
  const checkpoint = parseCheckpoint(opened.note.text);
  if (checkpoint === undefined) return { ok: false, problem: 'not-a-checkpoint' };
  const log = logs.find(({ origin }) => origin === checkpoint.origin);
  if (log === undefined) return { ok: false, problem: 'unknown-log' };
  const by = (keys: readonly VerifierKey[]) =>
    opened.signed.filter(({ key }) => keys.some((trusted) => isKey(trusted, key)));
  if (by(log.keys).length === 0) return { ok: false, problem: 'unsigned' };
  const cosigned = by(witnesses).filter(
    ({ key }, at, all) => all.findIndex((other) => sameBytes(other.key.publicKey, key.publicKey)) === at,
  );
  return cosigned.length < quorum ? { ok: false, problem: 'too-few-witnesses' } : { ok: true, checkpoint, cosigned };
}

export type ProofProblem =
  | CheckpointProblem
  /** No tlog-proof to the letter. */
  | 'malformed-proof'
  /** The path does not lead from this leaf at this index to the checkpoint's root. */
  | 'not-included';

export type VerifiedProof =
  | ({ readonly ok: true; readonly index: number; readonly extra?: Uint8Array } & TrustedCheckpoint)
  | { readonly ok: false; readonly problem: ProofProblem };

/**
 * Whether the leaf is in the log, by a tlog-proof (c2sp.org/tlog-proof, "Verifying"). Never throws.
 * @param leaf hash of the leaf, made by the verifier from what it holds: see `leafOf`.
 */
export function verifyTlogProof(
  primitives: Primitives,
  about: { readonly leaf: Hash; readonly proof: Uint8Array | string; readonly trust: Trust },
): VerifiedProof {
  const { leaf, trust } = about;
  const proof = parseTlogProof(about.proof);
  if (proof === undefined) return { ok: false, problem: 'malformed-proof' };
  const opened = openCheckpoint(primitives, proof.checkpoint, trust);
  if (!opened.ok) return opened;
  const { index, path, extra } = proof;
  const { size, root } = opened.checkpoint;
  const reached = rootFromInclusion(treeHash(primitives.sha256), { leaf, index, size, path });
  if (reached === undefined || !sameBytes(reached, root)) return { ok: false, problem: 'not-included' };
  return { ...opened, index, ...(extra !== undefined && { extra }) };
}

/** Whether the older of two checkpoints of one log is a beginning of the newer; both have been opened. Never throws. */
export function isContinuedBy(
  { sha256 }: Primitives,
  older: Checkpoint,
  newer: Checkpoint,
  path: readonly Hash[],
): boolean {
  return (
    older.origin === newer.origin &&
    verifyConsistency(treeHash(sha256), {
      oldSize: older.size,
      oldRoot: older.root,
      size: newer.size,
      root: newer.root,
      path,
    })
  );
}
