import { setTimeout as delay } from 'node:timers/promises';
import { type CaseFileProofs, CHANGED, type ManifestSigner } from '@foja/casefiles/port.ts';
import { formatVerifierKey, parseCheckpoint, type SignerKey, sign, signedNote } from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { NotAsSealed, type SealedLog } from '@foja/ledger/sealing/index.ts';

/** Sealing takes less than a second; longer than this, nobody seals. */
const SEALED_MS = 10_000;
const LOOK_MS = 250;

/** What case files take from the sealed log: checkpoint, proofs, and the signature under their manifest. */
export function sealedCaseFiles(
  log: SealedLog,
  key: SignerKey | undefined,
  { sealedMs = SEALED_MS }: { readonly sealedMs?: number } = {},
): { readonly proofs: CaseFileProofs; readonly signer: ManifestSigner } {
  return {
    proofs: {
      async sealedUpTo(position) {
        for (let waitedMs = 0; waitedMs <= sealedMs; waitedMs += LOOK_MS) {
          const last = await log.checkpoint();
          if (last !== undefined && last.position >= position) return true;
          if (waitedMs + LOOK_MS <= sealedMs) await delay(LOOK_MS);
        }
        return false;
      },
      checkpoint: async () => (await log.checkpoint())?.cosigned,
      async proofOf(event) {
        try {
          return await log.proofOf(event);
        } catch (error) {
          if (error instanceof NotAsSealed) return CHANGED;
          throw error;
        }
      },
      keyChanges: () => log.keyChanges(),
      publicKey: key === undefined ? undefined : formatVerifierKey(key.key),
    },
    signer: {
      async sign(text) {
        // The log's key signs trees and manifests; whoever asks for a manifest gets no tree.
        if (parseCheckpoint(text) !== undefined) throw new Error('a manifest that is a checkpoint');
        return key === undefined ? undefined : signedNote(text, [sign(primitives.ed25519, key, text)]);
      },
    },
  };
}
