/** Why the program ends early, and the exit code that scripts see. */
export const exitCodes = {
  done: 0,
  /** It ran, and the answer is no: a difference was found, or a rule refused. */
  refused: 1,
  /** Wrong use of the command, or a setting with a wrong value. */
  'wrong-use': 2,
  /** The database, the port or the folder is not to be had now. */
  unavailable: 3,
} as const;

/** Ends the program with one line for people. No stack: it is not a fault of the program. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly exitCode: number;

  constructor(message: string, why: keyof typeof exitCodes, cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCodes[why];
  }
}
