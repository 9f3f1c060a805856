import { join } from 'node:path';
import { readStream } from '@foja/commands/claim-reader.ts';
import type { LedgerEvent } from '@foja/contracts';
import { type Amendment, isAmendmentType } from '@foja/domain/deadline/index.ts';
import {
  followKeyChanges,
  type LogKeys,
  openKeyChange,
  parseVerifierKey,
  type VerifierKey,
} from '@foja/domain/ledger/index.ts';
import { openPool, START } from '@foja/ledger';
import { decodeEvent } from '@foja/ledger/codec.ts';
import { eventsBetween } from '@foja/ledger/distance.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { sealingLag } from '@foja/ledger/sealing/index.ts';
import { CASE_FILES_FOLDER } from '../data-dir.ts';
import { openFiles } from '../files.ts';
import type { Ledger } from '../ledger.ts';
import { ledgerKeyAtHand } from '../sealing/key.ts';
import { checkpointFile } from '../sealing/memory.ts';
import type { Sealing } from '../sealing/service.ts';
import type { Settings } from '../settings.ts';
import { handsFor, openCrew } from './crew.ts';
import { FilesCheck } from './files-check.ts';
import { Findings } from './findings.ts';
import { checkLog, RANGE_LEAVES } from './log-check.ts';
import { checkOutside, type Outside } from './outside-check.ts';
import { checkStreams } from './stream-check.ts';
import type { StreamCounts } from './stream-range.ts';
import { booksOf, caseFileDatesOf, RANGE_EVENTS, streamRanges } from './stream-ranges.ts';

export interface VerifyOptions {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly sealing: Sealing;
  /** The log's public key, by a way that this machine does not control. */
  readonly key?: VerifierKey;
  /** An older checkpoint, by such a way. */
  readonly older?: string;
  /** How the work is divided; for tests. */
  readonly work?: { readonly hands?: number; readonly rangeLeaves?: number; readonly rangeEvents?: number };
  readonly progress: (step: 'log' | 'streams', done: number, of: number) => void;
}

export interface Verified extends StreamCounts {
  readonly findings: Findings;
  readonly sealedEvents: number;
  readonly unsealed: number;
  /** Age of the oldest event that is not sealed; 0 where all are. Until it is, nothing protects it. */
  readonly unsealedSeconds: number;
  readonly outside: Outside;
  readonly files: number;
  /** Times that a file was named by its hash alone and its bytes were never handed in here. */
  readonly namedOnly: number;
  readonly durationMs: number;
}

/** Reads the whole ledger again, and says what is not as it has to be. Memory does not grow with the ledger. */
export async function verifyLedger(options: VerifyOptions): Promise<Verified> {
  const { settings, ledger, sealing, older, progress } = options;
  const startedAt = performance.now();
  const findings = new Findings();
  const { stored, appUrl } = ledger;
  const head = await stored.head();
  const counted = stored.countsPositions === true ? Number(head) : undefined;
  const elsewhere = settings.eventStoreUrl === undefined ? undefined : stored;
  const { hands = handsFor(counted ?? 0), rangeLeaves = RANGE_LEAVES, rangeEvents = RANGE_EVENTS } = options.work ?? {};
  const { dataDir, masterKey, masterKeyPrevious, s3 } = settings;
  const crew = await openCrew(
    { appUrl, settings: { dataDir, masterKey, masterKeyPrevious, s3 } },
    { hands, elsewhere, progress: (step, events) => progress(step, events, counted ?? events) },
  );
  const pool = openPool(appUrl, { applicationName: 'foja verify', max: 1 });
  try {
    const trusted = await keysToTrust(options, findings);
    const remembered = checkpointFile(dataDir).read();
    const log =
      trusted === undefined
        ? { sealed: 0, unsealed: await eventsBetween(stored, START, head) }
        : await checkLog({
            ...{ stored, table: sealing.table, ...trusted, findings, head, crew, rangeLeaves },
            older: [
              ...(remembered === undefined ? [] : [{ name: 'checkpoint-remembered' as const, note: remembered }]),
              ...(older === undefined ? [] : [{ name: 'checkpoint-older' as const, note: older }]),
            ],
          });
    const ranges =
      elsewhere === undefined ? await streamRanges(pool, { until: head, rangeEvents }) : [{ from: '', until: head }];
    const [books, caseFiles] = [await booksOf(ledger.store), await caseFileDatesOf(ledger.store)];
    const ground = { books, caseFiles, amendments: await amendmentsOf(ledger) };
    const counts = await checkStreams({ ranges, ground, findings, crew });
    const shelf = new FilesCheck(await openFiles(settings), findings, join(dataDir, CASE_FILES_FOLDER));
    await shelf.shelf(pool);
    const outside = await checkOutside({ pool, findings });
    const { lagSeconds } = await sealingLag({ table: sealing.table, stored }, Date.now());
    return {
      ...counts,
      findings,
      sealedEvents: log.sealed,
      unsealed: log.unsealed,
      unsealedSeconds: Math.round(lagSeconds),
      outside,
      files: counts.files + shelf.read,
      durationMs: performance.now() - startedAt,
    };
  } finally {
    await crew.close();
    await pool.end();
  }
}

interface TrustedKeys {
  readonly keys: LogKeys;
  readonly changes: readonly { readonly size: number; readonly root: Uint8Array }[];
}

/**
 * From outside; else the key at hand; else the one that the database names, which proves less. Undefined: nothing is sealed. A
 * key of before or after leads to the others, by the changes that both signed.
 */
async function keysToTrust(
  { settings, sealing, key }: VerifyOptions,
  findings: Findings,
): Promise<TrustedKeys | undefined> {
  const name = await sealing.table.name();
  const named = name === undefined ? undefined : parseVerifierKey(primitives.sha256, name.key);
  const own = ledgerKeyAtHand(settings)?.key;
  const trusted = key ?? own ?? named;
  if (name !== undefined && named === undefined) findings.add({ what: 'key', detail: 'sealing.log' });
  if (trusted === undefined) return undefined;
  const notes = await sealing.table.keyChanges();
  const { keys, refused } = followKeyChanges(primitives, trusted, notes);
  for (const place of refused) findings.add({ what: 'key-change', detail: `relevo ${place + 1}` });
  const signing = keys.keys.at(-1)?.key ?? trusted;
  for (const other of [own, named]) {
    if (other !== undefined && !sameKey(signing, other))
      findings.add({ what: 'key', detail: other === own ? 'DATA_DIR' : 'sealing.log' });
  }
  return { keys, changes: notes.flatMap((note) => openKeyChange(primitives, note) ?? []) };
}

function sameKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.name === b.name && Buffer.from(a.publicKey).equals(b.publicKey);
}

async function amendmentsOf({ store }: Ledger): Promise<Amendment[]> {
  const recorded = await readStream(store, 'law-pe');
  return recorded.map((event) => decodeEvent(event).event).filter(isAmendment);
}

function isAmendment(event: LedgerEvent): event is LedgerEvent & Amendment {
  return isAmendmentType(event.type);
}
