import { type ProofFile, type ProvedEvent, proofFile } from '@foja/contracts/http/answers/proof.ts';
import {
  type Checkpoint,
  canonicalJson,
  type LogTrust,
  leafOf,
  type OpenedCheckpoint,
  openCheckpoint,
  parseTlogProof,
  type SealedEvent,
  sameBytes,
  trustAt,
  verifyTlogProof,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '../primitives.ts';
import { commitmentTo, sealedIn } from '../vault/box.ts';

/** What is wrong with a proof; the first that was found. */
export type ProofFault =
  /** Not such a file, to the letter. */
  | 'form'
  /** The event has no canonical text. */
  | 'not-canonical'
  /** No tlog-proof, or not signed by the key, or not of its log. */
  | 'signature'
  /** The event is not the one at this place of the log. */
  | 'not-included'
  /** The plain text is not what the event is committed to. */
  | 'commitment'
  /** An event of the stream is left out, or another's was put in. */
  | 'gap';

export type CheckedEvent =
  | { readonly ok: true; readonly index: number; readonly checkpoint: Checkpoint; readonly disclosed: boolean }
  | { readonly ok: false; readonly fault: ProofFault };

/**
 * One event, offline: its proof under this key (or those that followed from it), and what is disclosed of its box against the commitment that it holds.
 * Never throws.
 */
export function checkProvedEvent(
  { event, proof, disclosed }: { readonly event: SealedEvent; readonly proof: string; readonly disclosed?: Disclosed },
  key: LogTrust,
): CheckedEvent {
  let leaf: Uint8Array;
  try {
    leaf = leafOf(primitives.sha256, event);
  } catch {
    return { ok: false, fault: 'not-canonical' };
  }
  const found = verifyTlogProof(primitives, {
    leaf,
    proof,
    trust: trustAt(key, parseTlogProof(proof)?.checkpoint ?? ''),
  });
  if (!found.ok) return { ok: false, fault: found.problem === 'not-included' ? 'not-included' : 'signature' };
  if (disclosed !== undefined && !isCommitted(event, disclosed)) return { ok: false, fault: 'commitment' };
  return { ok: true, index: found.index, checkpoint: found.checkpoint, disclosed: disclosed !== undefined };
}

export type Disclosed = NonNullable<ProvedEvent['disclosed']>;

/** Whether this is the plain text that the event is committed to. Never throws. */
export function isCommitted({ data }: Pick<SealedEvent, 'data'>, { salt, values }: Disclosed): boolean {
  const sealed = sealedIn(data);
  try {
    return sealed !== undefined && commitmentTo(canonicalJson({ salt, values })) === sealed.commitment;
  } catch {
    return false;
  }
}

/** A checkpoint of the key's log. Never throws. */
export function openUnder(key: LogTrust, note: string | Uint8Array): OpenedCheckpoint {
  return openCheckpoint(primitives, note, trustAt(key, note));
}

export type CheckedFile =
  | {
      readonly ok: true;
      readonly file: ProofFile;
      /** The biggest of the checkpoints that its proofs lead to. */
      readonly checkpoint: Checkpoint;
      readonly disclosed: number;
    }
  | { readonly ok: false; readonly fault: ProofFault; readonly revision?: number };

/** A whole proof file under this key; what the file says of keys is not believed. Never throws. */
export function checkProofFile(text: string, key: LogTrust): CheckedFile {
  const file = readProofFile(text);
  if (file === undefined) return { ok: false, fault: 'form' };
  let checkpoint: Checkpoint | undefined;
  let disclosed = 0;
  for (const [at, proved] of file.events.entries()) {
    const { stream, revision } = proved.event;
    if (stream !== file.stream || revision !== at) return { ok: false, fault: 'gap', revision: at };
    const { event, proof } = proved;
    const plain = proved.disclosed === undefined ? {} : { disclosed: proved.disclosed };
    const checked = checkProvedEvent({ event, proof, ...plain }, key);
    if (!checked.ok) return { ...checked, revision };
    if (checkpoint?.size === checked.checkpoint.size && !sameBytes(checkpoint.root, checked.checkpoint.root)) {
      return { ok: false, fault: 'signature', revision };
    }
    if (checkpoint === undefined || checked.checkpoint.size > checkpoint.size) checkpoint = checked.checkpoint;
    if (checked.disclosed) disclosed += 1;
  }
  return checkpoint === undefined ? { ok: false, fault: 'form' } : { ok: true, file, checkpoint, disclosed };
}

/** Undefined where it is none, to the letter. */
export function readProofFile(text: string): ProofFile | undefined {
  try {
    return proofFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
