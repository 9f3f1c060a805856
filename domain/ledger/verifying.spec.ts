import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyFrontier, extend, peaksOf, rootOf } from './frontier.ts';
import { consistencyProof, inclusionProof } from './proving.ts';
import { type Hash, sameBytes, treeHash } from './tree-hash.ts';
import { type ConsistencyClaim, type InclusionClaim, verifyConsistency, verifyInclusion } from './verifying.ts';

const tree = treeHash((input) => hash('sha256', input, 'buffer'));
const leaves = Array.from({ length: 70 }, (_, at) => tree.leaf(Uint8Array.of(at)));
const nodes = new Map<string, Hash>();
extend(tree, emptyFrontier, leaves, (level, index, node) => nodes.set(`${level}/${index}`, node));
const read = (level: number, index: number): Hash => nodes.get(`${level}/${index}`) ?? expect.fail('no such node');
const root = (size: number): Hash =>
  rootOf(tree, { size, peaks: peaksOf(size).map(({ level, index }) => read(level, index)) });

async function inclusion(index: number, size: number): Promise<InclusionClaim> {
  const path = await inclusionProof(tree, read, index, size);
  return { leaf: leaves[index] ?? expect.fail('no such leaf'), index, size, path, root: root(size) };
}

async function consistency(oldSize: number, size: number): Promise<ConsistencyClaim> {
  const path = await consistencyProof(tree, read, oldSize, size);
  return { oldSize, oldRoot: root(oldSize), size, root: root(size), path };
}

const included = await Promise.all(
  [
    [0, 1],
    [0, 2],
    [1, 2],
    [2, 3],
    [0, 5],
    [4, 5],
    [3, 7],
    [6, 7],
    [5, 8],
    [12, 13],
    [33, 64],
    [64, 65],
    [67, 70],
  ].map(([index = 0, size = 0]) => inclusion(index, size)),
);
const continued = await Promise.all(
  [
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 7],
    [6, 7],
    [6, 8],
    [7, 8],
    [8, 13],
    [12, 13],
    [33, 64],
    [63, 64],
    [64, 70],
    [69, 70],
  ].map(([oldSize = 0, size = 0]) => consistency(oldSize, size)),
);

describe('an inclusion proof', () => {
  it('holds as it was made', () => {
    expect(included.every((claim) => verifyInclusion(tree, claim))).toBe(true);
  });

  it('does not hold with any one bit of leaf, root or path changed', () => {
    for (const claim of included) {
      for (const leaf of flips(claim.leaf)) refused({ ...claim, leaf });
      for (const other of flips(claim.root)) refused({ ...claim, root: other });
      for (const path of flipsOfPath(claim.path)) refused({ ...claim, path });
    }
  });

  it('does not hold at any other index', () => {
    for (const claim of included) {
      for (let index = 0; index <= claim.size; index += 1) if (index !== claim.index) refused({ ...claim, index });
      for (let bit = 0; bit < 53; bit += 1) refused({ ...claim, index: flippedNumber(claim.index, bit) });
    }
  });

  // Leaf 0 has the same path in trees of 5 to 8 leaves: the size itself is vouched for by the signed checkpoint, beside the root.
  it('does not hold at another size, unless the path runs alike there', () => {
    for (const claim of included) {
      for (const size of otherSizes(claim.size)) {
        if (turns(claim.index, size) !== turns(claim.index, claim.size)) refused({ ...claim, size });
      }
    }
  });

  it('does not hold with a hash too many, too few, or in another place', () => {
    for (const claim of included) for (const path of misshapen(claim.path, claim)) refused({ ...claim, path });
  });

  it('of anything at all is answered, and by no', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...included),
        hostileFields('leaf', 'index', 'size', 'path', 'root'),
        (claim, change) => {
          refused({ ...claim, ...change } as InclusionClaim);
        },
      ),
      { numRuns: 3000 },
    );
  });

  function refused(claim: InclusionClaim): void {
    if (verifyInclusion(tree, claim)) expect.fail(`accepted: ${JSON.stringify(claim)}`);
  }
});

describe('a consistency proof', () => {
  it('holds as it was made', () => {
    expect(continued.every((claim) => verifyConsistency(tree, claim))).toBe(true);
  });

  it('does not hold with any one bit of either root or the path changed', () => {
    for (const claim of continued) {
      for (const oldRoot of flips(claim.oldRoot)) refused({ ...claim, oldRoot });
      for (const other of flips(claim.root)) refused({ ...claim, root: other });
      for (const path of flipsOfPath(claim.path)) refused({ ...claim, path });
    }
  });

  it('does not hold from any other old size', () => {
    for (const claim of continued) {
      for (const oldSize of otherSizes(claim.oldSize)) refused({ ...claim, oldSize });
    }
  });

  it('does not hold with a hash too many, too few, or in another place', () => {
    for (const claim of continued) {
      for (const path of misshapen(claim.path, { leaf: claim.oldRoot, root: claim.root })) refused({ ...claim, path });
    }
  });

  it('between equal sizes is empty, and asks for equal roots', () => {
    const claim = { oldSize: 5, oldRoot: root(5), size: 5, root: root(5), path: [] };
    expect(verifyConsistency(tree, claim)).toBe(true);
    refused({ ...claim, oldRoot: root(6) });
    refused({ ...claim, path: [root(5)] });
  });

  it('from the empty tree is empty, and asks for the empty root', () => {
    const claim = { oldSize: 0, oldRoot: tree.empty, size: 5, root: root(5), path: [] };
    expect(verifyConsistency(tree, claim)).toBe(true);
    expect(verifyConsistency(tree, { ...claim, size: 0, root: tree.empty })).toBe(true);
    refused({ ...claim, oldRoot: root(1) });
    refused({ ...claim, path: [root(5)] });
    refused({ ...claim, size: 0 });
  });

  it('of anything at all is answered, and by no', () => {
    const fields = hostileFields('oldSize', 'oldRoot', 'size', 'root', 'path');
    fc.assert(
      fc.property(fc.constantFrom(...continued), fields, (claim, change) => {
        refused({ ...claim, ...change } as ConsistencyClaim);
      }),
      { numRuns: 3000 },
    );
  });

  function refused(claim: ConsistencyClaim): void {
    if (verifyConsistency(tree, claim)) expect.fail(`accepted: ${JSON.stringify(claim)}`);
  }
});

function* flips(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    yield bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
  }
}

function* flipsOfPath(path: readonly Hash[]): Generator<Hash[]> {
  for (const [at, part] of path.entries()) for (const other of flips(part)) yield path.with(at, other);
}

function* otherSizes(size: number): Generator<number> {
  for (let other = 0; other <= 80; other += 1) if (other !== size) yield other;
  for (let bit = 0; bit < 53; bit += 1) yield flippedNumber(size, bit);
}

function flippedNumber(number: number, bit: number): number {
  return Number(BigInt(number) ^ (1n << BigInt(bit)));
}

/** Left and right turns of the path up from a leaf, as the verifier takes them; none where there is no such leaf. */
function turns(index: number, size: number): string {
  let [at, last, taken] = [BigInt(index), BigInt(size) - 1n, ''];
  if (at > last) return 'none';
  for (; last > 0n; at >>= 1n, last >>= 1n) taken += at % 2n === 1n ? 'l' : at === last ? '' : 'r';
  return taken;
}

function* misshapen(path: readonly Hash[], about: { leaf: Hash; root: Hash }): Generator<Hash[]> {
  for (const extra of [about.leaf, about.root, tree.empty, ...path.slice(0, 1)]) {
    for (let at = 0; at <= path.length; at += 1) yield path.toSpliced(at, 0, extra);
  }
  for (let at = 0; at < path.length; at += 1) yield path.toSpliced(at, 1);
  for (const [at, part] of path.entries()) {
    yield path.with(at, part.subarray(1));
    yield path.with(at, Uint8Array.of(...part, 0));
    yield path.with(at, new Uint8Array(0));
  }
  const reversed = path.toReversed();
  if (path.some((part, at) => !sameBytes(part, reversed[at] ?? part))) yield reversed;
  yield Array.from({ length: 100_000 }, () => about.root);
}

/** One field at least, of whatever a careless caller may pass on from a stranger. None happens to be right. */
function hostileFields(...names: string[]): fc.Arbitrary<Record<string, unknown>> {
  const garbage = fc.oneof(
    fc.anything(),
    fc.uint8Array({ maxLength: 40 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 9 }),
    fc.double(),
    fc.integer({ max: -1 }),
  );
  return fc.constantFrom(...names).chain((name) => fc.record({ [name]: garbage }).filter((change) => !luck(change)));
}

/** Numbers that may be the right one, and the empty path, which may be right too. */
function luck(change: Record<string, unknown>): boolean {
  return Object.values(change).some(
    (value) => (Number.isInteger(value) && Number(value) >= 0) || (Array.isArray(value) && value.length === 0),
  );
}
