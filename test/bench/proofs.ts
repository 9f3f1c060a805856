import { hash, randomUUID } from 'node:crypto';
import { formatCheckpoint, formatVerifierKey, rootOf, sign, signedNote, treeHash } from '@foja/domain/ledger/index.ts';
import { migrate, openPool } from '@foja/ledger';
import type { RecordedEvent } from '@foja/ledger/port.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { emptyEdge, grow, type Placed } from '@foja/ledger/sealing/growth.ts';
import { newLogKey, openSealedLog, openSealTable, type SealTable } from '@foja/ledger/sealing/index.ts';
import { leafOfDigest, leafOfEvent } from '@foja/ledger/sealing/leaves.ts';
import pg from 'pg';
import type { Row } from './results.ts';
import { median, percentile } from './rounds.ts';

const LEAVES = 1_000_000;
const BATCH = 50_000;
const PROOFS = 3_000;
/** Every so many leaves one is of a real event; the others are hashes of numbers. A prime, so that tiles are met at random. */
const STEP = 331;

/**
 * Proofs of single events in a sealed log of 1,000,000 leaves, which is made for this straight through the sealer's table, in a
 * database of its own: no events stand behind most of its leaves.
 */
export async function benchProofs(adminUrl: string): Promise<Row> {
  const name = `proofs_${randomUUID().slice(0, 8)}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(adminUrl), { pathname: name }).toString();
  try {
    await migrate(url);
    const pool = openPool(url, { applicationName: 'foja bench', max: 4 });
    try {
      const table = openSealTable(pool);
      await fill(table);
      const bareUs = bare();
      const times = await proofs(table);
      const [middle, p99] = [median(times), percentile(times, 0.99)];
      return {
        name: 'proof',
        value: middle,
        unit: `ms, median of proofs of single events among ${LEAVES.toLocaleString('en-US')} leaves (made ones); p99 ${p99.toPrecision(3)} ms`,
        against: 'hashing one event',
        ratio: (middle * 1_000) / bareUs,
        memoryMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
        aim: '< 1 ms',
      };
    } finally {
      await pool.end();
    }
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}

async function fill(table: SealTable): Promise<void> {
  const key = newLogKey('bench.example/proofs');
  await table.begin({ origin: key.key.name, key: formatVerifierKey(key.key) });
  const tree = treeHash(primitives.sha256);
  let edge = emptyEdge;
  let from: Parameters<SealTable['advance']>[0]['from'];
  for (let size = 0; size < LEAVES; size += BATCH) {
    const grown = grow(
      tree,
      edge,
      Array.from({ length: BATCH }, (_, at) => placed(size + at)),
    );
    edge = grown.edge;
    const root = rootOf(tree, edge.frontier);
    const text = formatCheckpoint({ origin: key.key.name, size: edge.frontier.size, root });
    const note = signedNote(text, [sign(primitives.ed25519, key, text)]);
    const to = { size: edge.frontier.size, root, position: BigInt(edge.frontier.size), note };
    if (!(await table.advance({ from, to, tiles: grown.tiles, bundles: grown.bundles }))) throw new Error('overtaken');
    from = to;
  }
}

function placed(index: number): Placed {
  const position = BigInt(index + 1);
  if (index % STEP === 0) return { ...leafOfEvent(eventAt(index)), position };
  const digest = primitives.sha256(String(index));
  return { digest, leaf: leafOfDigest(digest), position };
}

function eventAt(index: number): RecordedEvent {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  return {
    position: BigInt(index + 1),
    ...{ id, stream: `claim-${id}`, revision: 0, type: 'Measured', version: 1, data: { text: 'x'.repeat(600) } },
    metadata: { occurredAt: '', actor: { role: 'bench', id: 'bench' }, causationId: id, correlationId: id },
    recordedAt: '',
  };
}

/** Milliseconds each; the first ones warm up. */
async function proofs(table: SealTable): Promise<number[]> {
  const log = openSealedLog(table);
  const times: number[] = [];
  const events = Math.floor(LEAVES / STEP);
  for (let n = 0; n < PROOFS; n += 1) {
    const event = eventAt(((n * 1_009) % events) * STEP);
    const from = performance.now();
    if ((await log.proofOf(event)) === undefined) throw new Error('an event without a proof');
    times.push(performance.now() - from);
  }
  return times.slice(PROOFS / 10);
}

/** Microseconds to hash an event. */
function bare(): number {
  const texts = Array.from({ length: 10_000 }, (_, index) => JSON.stringify({ ...eventAt(index), position: '' }));
  const from = performance.now();
  for (const text of texts) hash('sha256', text);
  return ((performance.now() - from) * 1_000) / texts.length;
}
