/** The sealed log in operation: who extends it, where it is kept, what is read of it. The formats are the domain's. */

export {
  type CheckedFile,
  checkProofFile,
  checkProvedEvent,
  type Disclosed,
  isCommitted,
  openUnder,
  type ProofFault,
  readProofFile,
} from './check-proof.ts';
export { NotAsSealed, openSealedLog, type SealedLog, type ServedCheckpoint, withSignatures } from './log.ts';
export { newLogKey, newWitnessKey, readKey, writeKey } from './log-key.ts';
export { type CheckpointMemory, type DamageMemory, forgetful } from './memory.ts';
export { openPatrol, type Patrol, type PatrolOptions } from './patrol.ts';
export { asHashed, type ProofSources, proofFileOf } from './proof-file.ts';
export { type SealProblem, SealRefused } from './refusal.ts';
export { rereadAll } from './reread.ts';
export { runSealer, type SealerOptions, sealAll } from './sealer.ts';
export { type SoundOptions, soundFooting } from './sound.ts';
export { type SealingState, sealingLag } from './state.ts';
export { type CheckpointRow, type LogName, openSealTable, type SealTable, type TileHashes } from './table.ts';
