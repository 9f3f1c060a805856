/** What went wrong with a statement, sorted by what to do about it. */
export interface Trouble {
  /**
   * `request`: this very request is refused, another may pass. `passing`: worth another try. `permanent`: the database
   * is not what we take it for.
   */
  readonly kind: 'request' | 'passing' | 'permanent';
  /** Whether the statement may have been committed. */
  readonly outcome: 'not-stored' | 'unknown';
  readonly sqlState: string | undefined;
  readonly error: Error;
}

/** States with which a server that restarts, switches over, or is crowded answers; nothing was committed … */
const PASSING = new Set(['57P03', '53300', '55P03', '57014', '25006', '40001', '40P01', '53100', '53200']);
/** … and those with which it cuts a session, perhaps right after a commit. */
const CUT = new Set(['57P01', '57P02', '57P05']);

export function troubleOf(thrown: unknown): Trouble {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = (error as { code?: unknown }).code;
  const sqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in error ? code : undefined;
  // No SQLSTATE: the connection failed, and the answer with it.
  if (sqlState === undefined || CUT.has(sqlState)) return { kind: 'passing', outcome: 'unknown', sqlState, error };
  if (PASSING.has(sqlState)) return { kind: 'passing', outcome: 'not-stored', sqlState, error };
  const kind = sqlState.startsWith('22') || sqlState.startsWith('23') ? 'request' : 'permanent';
  return { kind, outcome: 'not-stored', sqlState, error };
}
