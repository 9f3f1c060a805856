/**
 * The last checkpoint that this process, or one before it, has seen sealed: kept apart from the database, so that a database
 * that was put back to an older state is noticed. May lag a little; never runs ahead.
 */
export interface CheckpointMemory {
  /** The note, as it was kept; undefined: none yet. */
  read(): string | undefined;
  write(note: string): void;
}

export function forgetful(): CheckpointMemory {
  return { read: () => undefined, write: () => undefined };
}

/** That something was found which is not as it was sealed: kept apart from the database, so that a restart does not forget it. */
export interface DamageMemory {
  /** What was found; undefined: nothing that is not put right. */
  read(): string | undefined;
  write(found: string | undefined): void;
}
