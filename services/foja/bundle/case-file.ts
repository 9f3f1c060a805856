import { createInterface } from 'node:readline';
import {
  type Checkpoint,
  followKeyChanges,
  keysSince,
  type LogTrust,
  openNote,
  parseKeyChanges,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { openUnder } from '@foja/ledger/sealing/index.ts';
import type { Entry } from 'yauzl';
import { z } from 'zod';
import { ClaimCheck } from './claim-check.ts';
import type { BundleReport } from './report.ts';
import { Roots } from './roots.ts';
import { digest, openZip, type Zip } from './zip.ts';

const MANIFEST = 'manifiesto.txt';
const SIGNATURE = 'manifiesto.firma.txt';
const ASKED = 'pedido.json';
const KEY_CHANGES = 'relevos-de-clave.txt';
/** Longest text that is held in memory: the events of a claim. */
const TEXT_BYTES = 32 * 1024 * 1024;

/**
 * A whole case file (expediente), offline: its signed manifest, each file against the manifest, and each claim's events against
 * the signed log. Reads the archive twice, once to find the manifest; memory does not grow with it.
 */
export async function checkCaseFile(path: string, trusted: LogTrust): Promise<BundleReport> {
  const report: BundleReport = {
    kind: 'case-file',
    faults: [],
    events: 0,
    unproved: 0,
    disclosed: 0,
    absent: 0,
    files: 0,
    claims: 0,
  };
  const zip = await openZip(path);
  try {
    const found = await rootFiles(zip, report);
    const manifest = found.get(MANIFEST);
    const key = await withKeyChanges(zip, found.get(KEY_CHANGES), trusted);
    const checkpoint = await signedFiles(zip, found, key, report);
    const asked = await askedForIn(zip, found.get(ASKED));
    if (manifest === undefined) {
      report.faults.push({ what: 'manifest', at: MANIFEST });
      return report;
    }
    const roots = new Roots();
    if (checkpoint !== undefined) roots.agree(checkpoint);
    await checkFiles(path, zip, manifest, { key, request: requestOf(asked), roots, report });
    if (asked?.claims !== report.claims) report.faults.push({ what: 'list', at: ASKED });
    return checkpoint === undefined ? report : { ...report, checkpoint };
  } finally {
    zip.close();
  }
}

/** One of each name: of two, people are shown the one and we check the other. Below the root the manifest sees to that. */
async function rootFiles(zip: Zip, report: BundleReport): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  for await (const entry of zip.entries()) {
    const { fileName } = entry;
    if (fileName.includes('/')) continue;
    if (found.has(fileName)) report.faults.push({ what: 'list', at: fileName });
    else found.set(fileName, entry);
  }
  return found;
}

/** The changes of key that came along need not be trusted: both keys signed each, and one of them is the trusted one's. */
async function withKeyChanges(zip: Zip, entry: Entry | undefined, trusted: LogTrust): Promise<LogTrust> {
  if (entry === undefined || 'keys' in trusted) return trusted;
  const { text = '' } = await digest(await zip.open(entry), TEXT_BYTES);
  return followKeyChanges(primitives, trusted, parseKeyChanges(text)).keys;
}

const askedFor = z.object({ exportId: z.string(), recipient: z.string(), claims: z.int() });
type AskedFor = z.infer<typeof askedFor>;

/** What the case file says of itself: by whom it was asked for, and how many claims it holds. */
async function askedForIn(zip: Zip, entry: Entry | undefined): Promise<AskedFor | undefined> {
  if (entry === undefined) return undefined;
  const { text = '' } = await digest(await zip.open(entry), TEXT_BYTES);
  return askedFor.safeParse(parsedJson(text)).data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The request that every claim of Indecopi's own case file bears as an event: what came before it cannot be left out without
 * a gap. Undefined where a provider made the case file for itself.
 */
function requestOf(asked: AskedFor | undefined): string | undefined {
  return asked?.recipient === 'indecopi' ? asked.exportId : undefined;
}

/** Signature over the manifest, and the checkpoint that came along. */
async function signedFiles(
  zip: Zip,
  found: ReadonlyMap<string, Entry>,
  key: LogTrust,
  report: BundleReport,
): Promise<Checkpoint | undefined> {
  const text = async (name: string) => {
    const entry = found.get(name);
    return entry === undefined ? undefined : (await digest(await zip.open(entry), TEXT_BYTES)).text;
  };
  const sealed = await text('punto-de-control.txt');
  const trusted = sealed === undefined ? undefined : openUnder(key, sealed);
  const note = await text(SIGNATURE);
  // Signed once the last claim was in: by the key of that checkpoint, or one that came after.
  const since = trusted?.ok === true ? trusted.checkpoint.size : 0;
  const opened = note === undefined ? undefined : openNote(primitives.ed25519, note, keysSince(key, since));
  const signed = opened?.ok === true ? opened.note.text.split('\n') : undefined;
  const manifest = found.get(MANIFEST);
  if (signed === undefined || signed[0] !== 'foja/expediente' || manifest === undefined) {
    report.faults.push({ what: 'signature', at: SIGNATURE });
  } else {
    const { sha256, sizeBytes } = await digest(await zip.open(manifest), 0);
    if (signed[3] !== String(sizeBytes) || signed[4] !== sha256) report.faults.push({ what: 'manifest', at: MANIFEST });
    else report.listed = Number(signed[2]);
  }
  if (trusted === undefined) return undefined;
  if (trusted.ok) return trusted.checkpoint;
  report.faults.push({ what: 'checkpoint', at: 'punto-de-control.txt' });
  return undefined;
}

/** Walks manifest and archive together: both are in the order in which the files were added. */
async function checkFiles(
  path: string,
  first: Zip,
  manifest: Entry,
  {
    report,
    ...around
  }: {
    readonly key: LogTrust;
    readonly request: string | undefined;
    readonly roots: Roots;
    readonly report: BundleReport;
  },
): Promise<void> {
  const lines = createInterface({ input: await first.open(manifest), crlfDelay: Number.POSITIVE_INFINITY });
  const listed = lines[Symbol.asyncIterator]();
  const zip = await openZip(path);
  let claim: ClaimCheck | undefined;
  try {
    for await (const entry of zip.entries()) {
      const name = entry.fileName;
      if (name === MANIFEST || name === SIGNATURE) continue;
      const line = (await listed.next()).value as string | undefined;
      const [, sha256, sizeBytes, file] = /^([0-9a-f]{64}) {2}(\d+) {2}(.+)$/.exec(line ?? '') ?? [];
      const folder = /^hojas\/.+?\/.+?\/[^/]+/.exec(name)?.[0];
      if (folder !== claim?.folder) {
        claim?.end(report);
        claim = folder === undefined ? undefined : new ClaimCheck(folder, around);
      }
      const wanted = claim?.wants(name) === true;
      const read = await digest(await zip.open(entry), wanted ? TEXT_BYTES : 0);
      if (file !== name) {
        report.faults.push({ what: 'list', at: name });
        return;
      }
      if (read.sha256 !== sha256 || String(read.sizeBytes) !== sizeBytes)
        report.faults.push({ what: 'bytes', at: name });
      claim?.came(read.sha256);
      if (wanted) claim?.take(name, read.text ?? '', report);
      report.files += 1;
    }
    claim?.end(report);
    const more = await listed.next();
    if (more.done !== true) report.faults.push({ what: 'list', at: String(more.value).split('  ')[2] ?? MANIFEST });
    if (report.listed !== undefined && report.listed !== report.files)
      report.faults.push({ what: 'list', at: MANIFEST });
  } finally {
    lines.close();
    zip.close();
  }
}
