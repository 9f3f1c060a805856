import {
  type Checkpoint,
  consistencyProof,
  cosign,
  emptyFrontier,
  extend,
  formatCheckpoint,
  formatTlogProof,
  type Hash,
  inclusionProof,
  isContinuedBy,
  leafOf,
  openCheckpoint,
  peaksOf,
  rootOf,
  type SignerKey,
  sign,
  signedNote,
  signerKey,
  type Trust,
  treeHash,
  utf8,
  verifyTlogProof,
} from '@foja/domain/ledger/index.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { primitives } from './primitives.ts';

// The whole of a proof with real signatures, which the domain's own specs can't have.
const { sha256, ed25519 } = primitives;
const ORIGIN = 'foja.example/log';
const tree = treeHash(sha256);
const leaves = Array.from({ length: 6 }, (_, revision) =>
  leafOf(sha256, { stream: 'claim-1', revision, id: `${revision}`, type: 'T', version: 1, data: {}, metadata: {} }),
);
const nodes = new Map<string, Hash>();
extend(tree, emptyFrontier, leaves, (level, index, node) => nodes.set(`${level}/${index}`, node));
const read = (level: number, index: number): Hash => nodes.get(`${level}/${index}`) ?? expect.fail('no such node');

const log = newKey('ed25519', ORIGIN, 1);
const witnesses = [2, 3].map((seed) => newKey('cosignature/v1', `witness.example/${seed}`, seed));
const stranger = newKey('ed25519', 'stranger.example/log', 4);
const trust: Trust = {
  logs: [{ origin: ORIGIN, keys: [log.key] }],
  witnesses: witnesses.map(({ key }) => key),
  quorum: 1,
};

const text = formatCheckpoint(checkpointOf(6));
const note = signedNote(text, [sign(ed25519, log, text), ...witnesses.slice(0, 1).map((each) => cosigned(each, text))]);
const leaf = leaves[4] ?? tree.empty;
const proof = formatTlogProof({ index: 4, path: await inclusionProof(tree, read, 4, 6), checkpoint: note });

describe('a proof of a leaf', () => {
  it('holds, and says in which tree and who has cosigned it', () => {
    const verified = verifyTlogProof(primitives, { leaf, proof, trust });
    expect(verified).toMatchObject({ ok: true, index: 4, checkpoint: { origin: ORIGIN, size: 6 } });
    expect(verified.ok && verified.cosigned.map(({ key, atSeconds }) => [key.name, atSeconds])).toEqual([
      ['witness.example/2', 1_795_000_000],
    ]);
  });

  it('does not hold for any other leaf', () => {
    for (const other of [...leaves.filter((each) => each !== leaf), tree.empty, new Uint8Array(0)]) {
      expect(verifyTlogProof(primitives, { leaf: other, proof, trust })).toEqual({
        ok: false,
        problem: 'not-included',
      });
    }
  });

  // Some six thousand signatures to verify.
  it('does not hold with any one bit of its file changed', { timeout: 60_000 }, () => {
    const file = utf8(proof);
    for (let bit = 0; bit < file.length * 8; bit += 1) {
      const changed = file.with(bit >> 3, (file[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
      if (verifyTlogProof(primitives, { leaf, proof: changed, trust }).ok)
        expect.fail(`accepted with bit ${bit} changed`);
    }
  });

  it('does not hold with a byte dropped, or cut short', () => {
    const file = utf8(proof);
    for (let at = 0; at < file.length; at += 1) {
      const dropped = Uint8Array.from([...file.subarray(0, at), ...file.subarray(at + 1)]);
      for (const changed of [dropped, file.subarray(0, at)]) {
        if (verifyTlogProof(primitives, { leaf, proof: changed, trust }).ok) expect.fail(`accepted at byte ${at}`);
      }
    }
  });

  it('of anything at all is answered, and by no', () => {
    const lines = proof.split('\n');
    const mixed = fc
      .tuple(fc.nat(lines.length), fc.integer({ min: 1, max: 3 }), fc.array(fc.constantFrom(...lines, '', 'index 5')))
      .map(([at, removed, added]) => lines.toSpliced(at, removed, ...added).join('\n'))
      .filter((changed) => changed !== proof);
    fc.assert(
      fc.property(fc.oneof(mixed, fc.string(), fc.uint8Array({ maxLength: 500 })), (changed) => {
        const verified = verifyTlogProof(primitives, { leaf, proof: changed, trust });
        // What is not vouched for may change: who else has signed, as long as it is enough.
        if (verified.ok)
          expect(changed).toSatisfy((other: string) => other.startsWith(proof.slice(0, proof.indexOf('—'))));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a checkpoint', () => {
  it.each([
    ['its log is not one of those trusted', note, { logs: [] }, 'unsigned'],
    [
      'only a witness has signed',
      signedNote(
        text,
        witnesses.map((each) => cosigned(each, text)),
      ),
      trust,
      'unsigned',
    ],
    ['too few witnesses have', note, { ...trust, quorum: 2 }, 'too-few-witnesses'],
    [
      'one witness has signed twice, where two are asked for',
      signedNote(text, [
        sign(ed25519, log, text),
        cosigned(witnesses[0] ?? log, text),
        cosigned(witnesses[0] ?? log, text, 9),
      ]),
      { ...trust, quorum: 2 },
      'too-few-witnesses',
    ],
    [
      'it is of another origin',
      signedNote(text.replace('foja', 'faja'), [sign(ed25519, log, text.replace('foja', 'faja'))]),
      trust,
      'unknown-log',
    ],
    [
      'another trusted log has signed it',
      signedNote(text, [sign(ed25519, stranger, text)]),
      { logs: [...trust.logs, { origin: 'stranger.example/log', keys: [stranger.key] }] },
      'unsigned',
    ],
    ['it is some other text', signedNote('a\n', [sign(ed25519, log, 'a\n')]), trust, 'not-a-checkpoint'],
    ['it is not even a note', text, trust, 'malformed'],
  ] as const)('is not believed where %s', (_what, input, trusted, problem) => {
    expect(openCheckpoint(primitives, input, trusted)).toEqual({ ok: false, problem });
  });

  it('is continued by a bigger one of the same log, with a proof', async () => {
    const path = await consistencyProof(tree, read, 3, 6);
    expect(isContinuedBy(primitives, checkpointOf(3), checkpointOf(6), path)).toBe(true);
    expect(isContinuedBy(primitives, { ...checkpointOf(3), origin: 'other' }, checkpointOf(6), path)).toBe(false);
    expect(isContinuedBy(primitives, { ...checkpointOf(3), root: tree.empty }, checkpointOf(6), path)).toBe(false);
    expect(isContinuedBy(primitives, checkpointOf(6), checkpointOf(3), path)).toBe(false);
    expect(isContinuedBy(primitives, checkpointOf(2), checkpointOf(6), path)).toBe(false);
  });
});

function newKey(type: 'ed25519' | 'cosignature/v1', name: string, seed: number): SignerKey {
  return signerKey(primitives, { type, name, seed: new Uint8Array(32).fill(seed) });
}

function cosigned(witness: SignerKey, checkpoint: string, after = 0) {
  return cosign(ed25519, witness, checkpoint, 1_795_000_000 + after);
}

function checkpointOf(size: number): Checkpoint {
  const peaks = peaksOf(size).map(({ level, index }) => read(level, index));
  return { origin: ORIGIN, size, root: rootOf(tree, { size, peaks }) };
}
