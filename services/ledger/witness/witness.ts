import {
  type Checkpoint,
  cosign,
  formatSignatureLine,
  type Hash,
  isContinuedBy,
  openCheckpoint,
  parseBase64,
  parseCheckpoint,
  parseDecimal,
  parseNote,
  type SignerKey,
  sameBytes,
  type TrustedLog,
  treeHash,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '../primitives.ts';

/**
 * A witness (c2sp.org/tlog-witness): cosigns a checkpoint of a log that it was told of if it goes on from the last one that it
 * cosigned, and never otherwise. It writes the checkpoint down before it signs, so that a crash can only make it
 * forget that it signed, never what.
 *
 * Trusts its own disk and its own clock; not the log, nor whoever brings its checkpoints.
 */
export interface Witness {
  readonly key: SignerKey;
  /** @param body as `POST /add-checkpoint` has it. One at a time: what is asked at once waits its turn. */
  addCheckpoint(body: Uint8Array | string): Promise<WitnessAnswer>;
  /** The last that was cosigned, by the log's origin. */
  last(origin: string): Checkpoint | undefined;
}

/** Status and body, as the specification names them. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly body: string;
  readonly contentType?: string;
}

/** Where a witness keeps what it has cosigned. */
export interface WitnessMemory {
  /** Notes of checkpoints, by origin. */
  read(): ReadonlyMap<string, string>;
  /** Durable once it returns. */
  write(notes: ReadonlyMap<string, string>): void;
}

const PATH_MAX = 63;
const tree = treeHash(primitives.sha256);

/** @throws where what the memory holds is no checkpoint of its log: better no witness than one that forgot. */
export function openWitness(about: {
  readonly key: SignerKey;
  readonly logs: readonly TrustedLog[];
  readonly memory: WitnessMemory;
  readonly nowSeconds: () => number;
}): Witness {
  const { key, logs, memory, nowSeconds } = about;
  const notes = new Map(memory.read());
  const known = new Map<string, Checkpoint>();
  for (const [origin, note] of notes) {
    const checkpoint = parseCheckpoint(parseNote(note)?.text ?? '');
    if (checkpoint?.origin !== origin)
      throw new Error(`what the witness remembers of ${origin} is no checkpoint of it`);
    known.set(origin, checkpoint);
  }
  let turn: Promise<unknown> = Promise.resolve();

  function answer(body: Uint8Array | string): WitnessAnswer {
    const asked = parseRequest(body);
    if (asked === undefined) return refuse(400, 'malformed request');
    const { oldSize, path, note } = asked;
    const text = parseNote(note)?.text;
    const claimed = parseCheckpoint(text ?? '');
    if (text === undefined || claimed === undefined) return refuse(400, 'no checkpoint');
    const log = logs.find(({ origin }) => origin === claimed.origin);
    if (log === undefined) return refuse(404, 'unknown log');
    const opened = openCheckpoint(primitives, note, { logs: [log] });
    if (!opened.ok) return refuse(403, 'not signed by a key of the log');
    const { checkpoint } = opened;
    if (oldSize > checkpoint.size) return refuse(400, 'the old size is bigger than the checkpoint');
    const before = known.get(checkpoint.origin) ?? { origin: checkpoint.origin, size: 0, root: tree.empty };
    const conflict = { status: 409, body: `${before.size}\n`, contentType: 'text/x.tlog.size' } as const;
    if (oldSize !== before.size) return conflict;
    if (checkpoint.size === before.size && !sameBytes(checkpoint.root, before.root)) return conflict;
    if (!isContinuedBy(primitives, before, checkpoint, path)) return refuse(422, 'not consistent');
    notes.set(checkpoint.origin, note);
    memory.write(notes);
    known.set(checkpoint.origin, checkpoint);
    return { status: 200, body: formatSignatureLine(cosign(primitives.ed25519, key, text, nowSeconds())) };
  }

  return {
    key,
    last: (origin) => known.get(origin),
    addCheckpoint(body) {
      const result = turn.then(() => answer(body));
      turn = result.catch(() => undefined);
      return result;
    },
  };
}

interface WitnessRequest {
  readonly oldSize: number;
  readonly path: readonly Hash[];
  readonly note: string;
}

/** `old <size>`, the consistency proof, an empty line, the checkpoint. Undefined for anything else. */
export function parseRequest(body: Uint8Array | string): WitnessRequest | undefined {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  const blank = text.indexOf('\n\n');
  if (blank < 0) return undefined;
  const [head = '', ...lines] = text.slice(0, blank).split('\n');
  const oldSize = head.startsWith('old ') ? parseDecimal(head.slice(4)) : undefined;
  const path = lines.map(parseBase64).filter((hash) => hash?.length === 32) as Hash[];
  if (oldSize === undefined || path.length !== lines.length || lines.length > PATH_MAX) return undefined;
  return { oldSize, path, note: text.slice(blank + 2) };
}

function refuse(status: 400 | 403 | 404 | 422, body: string): WitnessAnswer {
  return { status, body: `${body}\n` };
}
