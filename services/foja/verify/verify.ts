import { join } from 'node:path';
import { readStream } from '@foja/commands/claim-reader.ts';
import type { LedgerEvent } from '@foja/contracts';
import { type Amendment, isAmendmentType } from '@foja/domain/deadline/index.ts';
import { parseVerifierKey, type VerifierKey } from '@foja/domain/ledger/index.ts';
import { openLocalFiles } from '@foja/files';
import { openPool, START } from '@foja/ledger';
import { decodeEvent } from '@foja/ledger/codec.ts';
import { eventsBetween } from '@foja/ledger/distance.ts';
import { everyStreamOf } from '@foja/ledger/every-stream.ts';
import { everyStream } from '@foja/ledger/postgres/streams.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import type { Ledger } from '../ledger.ts';
import { ledgerKeyAtHand } from '../sealing/key.ts';
import { checkpointFile } from '../sealing/memory.ts';
import type { Sealing } from '../sealing/service.ts';
import type { Settings } from '../settings.ts';
import { FilesCheck } from './files-check.ts';
import { Findings } from './findings.ts';
import { checkLog } from './log-check.ts';
import { checkStreams, type StreamCounts } from './stream-check.ts';

export interface VerifyOptions {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly sealing: Sealing;
  /** The log's public key, by a way that this machine does not control. */
  readonly key?: VerifierKey;
  /** An older checkpoint, by such a way. */
  readonly older?: string;
  readonly progress: (step: 'log' | 'streams', done: number, of: number) => void;
}

export interface Verified extends StreamCounts {
  readonly findings: Findings;
  readonly sealedEvents: number;
  readonly unsealed: number;
  readonly files: number;
  readonly durationMs: number;
}

/** Reads the whole ledger again, and says what is not as it has to be. Memory does not grow with the ledger. */
export async function verifyLedger(options: VerifyOptions): Promise<Verified> {
  const { settings, ledger, sealing, older, progress } = options;
  const startedAt = performance.now();
  const findings = new Findings();
  const head = await ledger.stored.head();
  const of = (events: number) => (ledger.stored.countsPositions === true ? Number(head) : events);
  const key = await keyToTrust(options, findings);
  const remembered = checkpointFile(settings.dataDir).read();
  const log =
    key === undefined
      ? { events: 0, unsealed: await eventsBetween(ledger.stored, START, head) }
      : await checkLog({
          ...{ stored: ledger.stored, table: sealing.table, key, findings },
          older: [
            ...(remembered === undefined ? [] : [{ name: 'checkpoint-remembered' as const, note: remembered }]),
            ...(older === undefined ? [] : [{ name: 'checkpoint-older' as const, note: older }]),
          ],
          progress: (events) => progress('log', events, of(events)),
        });
  const files = new FilesCheck(await openLocalFiles(join(settings.dataDir, 'files')), findings);
  const counts = await checkStreams({
    events: settings.eventStoreUrl === undefined ? everyStream(ledger.appUrl) : everyStreamOf(ledger.stored),
    vault: ledger.vault,
    until: head,
    amendments: await amendmentsOf(ledger),
    findings,
    file: (named) => files.take(named),
    progress: (events) => progress('streams', events, of(events)),
  });
  const pool = openPool(ledger.appUrl, { applicationName: 'foja verify', max: 1 });
  await files.shelf(pool).finally(() => pool.end());
  return {
    ...counts,
    findings,
    sealedEvents: log.events - log.unsealed,
    unsealed: log.unsealed,
    files: files.read,
    durationMs: performance.now() - startedAt,
  };
}

/** From outside; else the key at hand; else the one that the database names, which proves less. Undefined: nothing is sealed. */
async function keyToTrust(
  { settings, sealing, key }: VerifyOptions,
  findings: Findings,
): Promise<VerifierKey | undefined> {
  const name = await sealing.table.name();
  const named = name === undefined ? undefined : parseVerifierKey(primitives.sha256, name.key);
  const own = ledgerKeyAtHand(settings)?.key;
  const trusted = key ?? own ?? named;
  for (const other of [own, named]) {
    if (trusted !== undefined && other !== undefined && !sameKey(trusted, other)) {
      findings.add({ what: 'key', detail: other === own ? 'DATA_DIR' : 'sealing.log' });
    }
  }
  if (name !== undefined && named === undefined) findings.add({ what: 'key', detail: 'sealing.log' });
  return trusted;
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
