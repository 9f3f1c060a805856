import type { CaseFileProofs, ManifestSigner } from '@foja/casefiles';
import { formatVerifierKey, parseCheckpoint, type SignerKey, sign, signedNote } from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import type { SealedLog } from '@foja/ledger/sealing/index.ts';

/** What case files take from the sealed log: checkpoint, proofs, and the signature under their manifest. */
export function sealedCaseFiles(
  log: SealedLog,
  key: SignerKey | undefined,
): { readonly proofs: CaseFileProofs; readonly signer: ManifestSigner } {
  return {
    proofs: {
      checkpoint: async () => (await log.checkpoint())?.cosigned,
      proofOf: (event) => log.proofOf(event),
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
