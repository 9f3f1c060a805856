import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emptyFrontier, extend, peaksOf, rootOf } from './frontier.ts';
import { consistencyProof, inclusionProof } from './proving.ts';
import { type Hash, sameBytes, treeHash } from './tree-hash.ts';
import { verifyConsistency, verifyInclusion } from './verifying.ts';

const tree = treeHash((input) => hash('sha256', input, 'buffer'));
const bytes = (text: string): Hash => Uint8Array.from(Buffer.from(text, 'hex'));
const hex = (hashes: readonly Hash[]): string[] => hashes.map((each) => Buffer.from(each).toString('hex'));

/** The inputs and roots by which implementations of RFC 6962 are compared, from certificate-transparency on. */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the tree of RFC 6962', () => {
  const published = grown(inputs.map((input) => tree.leaf(bytes(input))));

  it('has the published roots, from none to eight leaves', () => {
    expect(hex(roots.map((_, size) => published.root(size)))).toEqual(roots);
  });

  it.each([
    [0, 1, []],
    [
      0,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      5,
      8,
      [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
    [
      1,
      5,
      [
        '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ])('has the published path of leaf %d in %d', async (index, size, path) => {
    expect(hex(await inclusionProof(tree, published.read, index, size))).toEqual(path);
  });

  it.each([
    [1, 1, []],
    [
      1,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      6,
      8,
      [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [
      2,
      5,
      [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ])('has the published proof from %d leaves to %d', async (oldSize, size, path) => {
    expect(hex(await consistencyProof(tree, published.read, oldSize, size))).toEqual(path);
  });
});

describe('the tree, against the recursive definitions of RFC 6962 §2.1', () => {
  const leaves = Array.from({ length: 300 }, (_, at) => tree.leaf(Uint8Array.of(at >> 8, at)));
  const log = grown(leaves);
  const defined = definition(leaves);

  it('has their root at every size up to 300, in whatever batches it grew', () => {
    for (let size = 0; size <= 300; size += 1) {
      const half = Math.floor(size / 3);
      const inTwo = extend(tree, extend(tree, emptyFrontier, leaves.slice(0, half)), leaves.slice(half, size));
      if (!sameBytes(rootOf(tree, inTwo), defined.root(0, size))) expect.fail(`root of ${size}`);
      if (!sameBytes(log.root(size), defined.root(0, size))) expect.fail(`root of ${size}, read again`);
    }
  });

  // 45,150 proofs: some three seconds, more where the machine is busy.
  it('has their path for every leaf of every size up to 300, and it verifies', { timeout: 60_000 }, async () => {
    for (let size = 1; size <= 300; size += 1) {
      const root = defined.root(0, size);
      for (const [index, leaf] of leaves.slice(0, size).entries()) {
        const path = await inclusionProof(tree, log.read, index, size);
        if (!same(path, defined.path(index, 0, size))) expect.fail(`path of ${index} in ${size}`);
        if (!verifyInclusion(tree, { leaf, index, size, path, root })) expect.fail(`${index} in ${size} not verified`);
      }
    }
  });

  it('has their proof from every size to every size up to 100, and it verifies', async () => {
    for (let size = 1; size <= 100; size += 1) {
      for (let oldSize = 1; oldSize <= size; oldSize += 1) {
        const path = await consistencyProof(tree, log.read, oldSize, size);
        if (!same(path, defined.proof(oldSize, 0, size, true))) expect.fail(`proof from ${oldSize} to ${size}`);
        const claim = { oldSize, oldRoot: defined.root(0, oldSize), size, root: defined.root(0, size), path };
        if (!verifyConsistency(tree, claim)) expect.fail(`${oldSize} to ${size} not verified`);
      }
    }
  });

  it.each([
    [-1, 5],
    [5, 5],
    [0, 0],
    [0.5, 5],
    [Number.NaN, 5],
    [0, Number.POSITIVE_INFINITY],
    [2 ** 53, 2 ** 54],
  ])('has no path of leaf %d in %d', async (index, size) => {
    await expect(inclusionProof(tree, log.read, index, size)).rejects.toThrow(RangeError);
  });

  it('has no proof from more leaves to fewer', async () => {
    await expect(consistencyProof(tree, log.read, 6, 5)).rejects.toThrow(RangeError);
    expect(await consistencyProof(tree, log.read, 0, 5)).toEqual([]);
  });
});

function grown(leaves: readonly Hash[]) {
  const nodes = new Map<string, Hash>();
  extend(tree, emptyFrontier, leaves, (level, index, node) => nodes.set(`${level}/${index}`, node));
  const read = (level: number, index: number): Hash => nodes.get(`${level}/${index}`) ?? expect.fail('no such node');
  const root = (size: number): Hash =>
    rootOf(tree, { size, peaks: peaksOf(size).map(({ level, index }) => read(level, index)) });
  return { read, root };
}

/** MTH, PATH and SUBPROOF as the RFC writes them, over leaves [start, end); the indices are absolute. */
function definition(leaves: readonly Hash[]) {
  const known = new Map<number, Hash>();
  const split = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1);
  const root = (start: number, end: number): Hash => {
    const key = start * 1000 + end;
    const k = start + split(end - start);
    const [leaf = tree.empty] = leaves.slice(start, end);
    const value = known.get(key) ?? (end - start < 2 ? leaf : tree.node(root(start, k), root(k, end)));
    known.set(key, value);
    return value;
  };
  const path = (m: number, start: number, end: number): Hash[] => {
    if (end - start === 1) return [];
    const k = start + split(end - start);
    return m < k ? [...path(m, start, k), root(k, end)] : [...path(m, k, end), root(start, k)];
  };
  const proof = (m: number, start: number, end: number, whole: boolean): Hash[] => {
    if (m === end) return whole ? [] : [root(start, end)];
    const k = start + split(end - start);
    return m <= k ? [...proof(m, start, k, whole), root(k, end)] : [...proof(m, k, end, false), root(start, k)];
  };
  return { root, path, proof };
}

function same(a: readonly Hash[], b: readonly Hash[]): boolean {
  return a.length === b.length && a.every((each, at) => sameBytes(each, b[at] ?? tree.empty));
}
