/** Why nothing is sealed: what is found does not go on from what was signed. Codes are stable; operators look them up. */
export type SealProblem =
  /** The log has been begun, and its key is not at hand. */
  | 'no-key'
  /** The key at hand is not the one that the log was begun with. */
  | 'other-key'
  /** The last checkpoint is not signed by the key, or is no checkpoint of this log. */
  | 'bad-checkpoint'
  /** The tiles don't lead to the last checkpoint's root, or the inner nodes kept with one do not follow from it. */
  | 'broken-tree'
  /** A bigger checkpoint was signed before: the database is an older copy, or checkpoints were taken out. */
  | 'rolled-back'
  /** The log does not go on from a checkpoint that was signed before: it is another history. */
  | 'forked'
  /** Events that were sealed are missing at the end of the store. */
  | 'store-shorter'
  /** An event is not what was sealed at its place. */
  | 'event-changed'
  /** An event has no canonical text, so it can't be sealed. */
  | 'not-canonical';

/** The sealer does not go on. Everything else does: what was appended stays appended, and is sealed once this is put right. */
export class SealRefused extends Error {
  override readonly name = 'SealRefused';
  readonly problem: SealProblem;

  constructor(problem: SealProblem, message: string, cause?: unknown) {
    super(message, { cause });
    this.problem = problem;
  }
}
